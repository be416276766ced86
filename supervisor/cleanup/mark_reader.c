/* supervisor/cleanup/mark_reader.c - what processes have of a service, read by a child.
 *
 * The environment of a process is read from its memory, and that may wait as long as the
 * process likes; and where PID 1 has no CAP_SYS_PTRACE its ids must be taken (proc/origin.h).
 * So a short-lived child reads for all processes that a walk could not settle, and writes
 * one record each into a pipe. A process that makes the child wait is given up after
 * READ_TIMEOUT: nothing is known of it then.
 *
 * A process belongs to the service that its environment names; when it names none, to the
 * service whose log it holds, unless it holds the logs of two. */
#include "supervisor/cleanup/ownership_internal.h"
#include "supervisor/output/output.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_TIMEOUT SECONDS(2)
#define HANGS_MOST   2  /* then all that are still open are given up */
#define STARTS_MOST  50 /* the child could not be started */

/* In the child. */
static int read_all(void *context)
{
	struct ownership *c = context;
	struct proctree t;

	proctree_open(&t);
	for (int part = 0; part < 2; part++) {
		for (size_t i = 0; i < c->question_count; i++) {
			const struct proc_info *p = &c->questions[i].process;
			struct process_origin m = { .pid = p->pid,
						    .start = p->start,
						    .environment = part == 1 };

			/* Less than PIPE_BUF: whole or not at all. */
			if (origin_read(&t, &m) &&
			    write(SPAWN_RUN_FD, &m, sizeof m) != sizeof m)
				return 1;
		}
	}
	return 0;
}

/* ---- its answers ---- */

static bool is_log_of(const struct unit *u, const struct process_origin *m)
{
	struct stat st;

	for (int stdio_fd = 1; stdio_fd <= 2; stdio_fd++) {
		int fd = log_stream_write_end(u, stdio_fd);

		if (fd < 0 || fstat(fd, &st) < 0)
			continue;
		for (int k = 0; k < m->pipe_count; k++) {
			if (m->pipes[k] == st.st_ino)
				return true;
		}
	}
	return false;
}

static uint32_t owner_by_pipes(struct ownership *c, const struct process_origin *m)
{
	uint32_t owner = OWNER_NONE;

	for (uint32_t i = 0; m->pipe_count > 0 && i < c->ctx->count; i++) {
		if (!is_log_of(c->ctx->units[i], m))
			continue;
		if (owner != OWNER_NONE)
			return OWNER_NONE;
		owner = i;
	}
	return owner;
}

static void answered(struct ownership *c, struct question *q, uint32_t owner)
{
	struct proc_info now = { 0 };

	q->answered = true;
	if (!proctree_stat(&c->tree, q->process.pid, &now) || now.start != q->process.start)
		return;
	now.direct = now.parent == (pid_t)c->tree.self;
	now.owner = owner;
	owned_put(c, &now, true);
	if (owner == OWNER_NONE && q->tell)
		report_unknown(c, &now);
}

static void take(struct ownership *c, const struct process_origin *m)
{
	for (size_t i = 0; i < c->question_count; i++) {
		struct question *q = &c->questions[i];

		if (q->process.pid != m->pid || q->answered)
			continue;
		if (!m->environment)
			q->by_pipe = owner_by_pipes(c, m);
		else
			answered(c, q,
				 m->service[0] != '\0'
					 ? owner_by_words(c, m->service, m->instance)
					 : q->by_pipe);
	}
}

static void take_answers(struct ownership *c)
{
	struct process_origin m;

	while (c->answers_fd >= 0 && read(c->answers_fd, &m, sizeof m) == sizeof m) {
		m.service[sizeof m.service - 1] = m.instance[sizeof m.instance - 1] = '\0';
		if (m.pipe_count <= ORIGIN_PIPES_MAX)
			take(c, &m);
	}
}

static void on_answers(struct ev_loop *loop, struct io *w)
{
	(void)loop;
	take_answers(container_of(w, struct ownership, answers));
}

static void close_answers(struct ownership *c)
{
	if (c->answers_fd < 0)
		return;
	io_stop(c->ctx->loop, &c->answers);
	close(c->answers_fd);
	c->answers_fd = -1;
}

/* The first that has no answer is the one that made it wait. */
static void give_up(struct ownership *c, bool all)
{
	for (size_t i = 0; i < c->question_count; i++) {
		if (c->questions[i].answered)
			continue;
		answered(c, &c->questions[i], c->questions[i].by_pipe);
		if (!all)
			return;
	}
}

/* It was killed, and dies when the kernel lets it: it is nobody's, and not asked about. */
static void note_stuck(struct ownership *c)
{
	struct proc_info p = { .owner = OWNER_NONE, .direct = true };

	if (proctree_stat(&c->tree, c->reader.abandoned.pid, &p))
		owned_put(c, &p, true);
}

static void on_done(struct helper *helper, enum helper_end end, const char *text)
{
	struct ownership *c = container_of(helper, struct ownership, reader);

	(void)text;
	take_answers(c);
	close_answers(c);
	if (end == HELPER_TIMEOUT)
		note_stuck(c);
	c->failures = end == HELPER_OK ? 0 : c->failures + 1;
	if (end != HELPER_OK)
		give_up(c, c->failures >= HANGS_MOST);
	c->question_count = 0;
	cleanup_schedule(c->ctx);
}

/* ---- asked ---- */

void mark_reader_add(struct ownership *c, const struct proc_info *p)
{
	if (helper_is_running(&c->reader) || c->question_count == ASKS_MOST)
		return; /* in its turn */
	for (size_t i = 0; i < c->question_count; i++) {
		if (c->questions[i].process.pid == p->pid)
			return;
	}
	c->questions[c->question_count++] =
		(struct question){ .process = *p, .by_pipe = OWNER_NONE };
}

void mark_reader_report(struct ownership *c, pid_t pid)
{
	for (size_t i = 0; i < c->question_count; i++)
		c->questions[i].tell |= c->questions[i].process.pid == pid;
}

static int start_reader(struct ownership *c)
{
	struct helper_spec spec = { .run = read_all,
				    .context = c,
				    .timeout = READ_TIMEOUT,
				    .privileged = true,
				    .bare = true,
				    .quiet = true };
	char why[HELPER_TEXT];
	int ends[2], r;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	spec.result_fd = ends[1];
	r = helper_start(&c->reader, &spec, &TEXT(why));
	close(ends[1]);
	if (r < 0) {
		close(ends[0]);
		return r;
	}
	c->not_started = 0;
	c->answers_fd = ends[0];
	io_set(&c->answers, ends[0], EV_READ);
	io_start(c->ctx->loop, &c->answers);
	return 0;
}

bool ownership_resolve(struct ownership *c)
{
	if (helper_is_running(&c->reader))
		return true;
	if (c->question_count == 0)
		return false;
	/* Two do not die: no third one. */
	bool stuck = c->failures >= HANGS_MOST && c->reader.abandoned.pid > 0;
	if (!stuck && start_reader(c) == 0)
		return true;
	if (stuck || ++c->not_started >= STARTS_MOST) {
		give_up(c, true);
		c->not_started = 0;
	}
	c->question_count = 0; /* those that are open come back with the next walk */
	return false;
}

void mark_reader_init(struct ownership *c)
{
	c->nobody.ctx = c->ctx;
	c->nobody.index = OWNER_NONE;
	c->answers_fd = -1;
	io_init(&c->answers, on_answers);
	helper_init(&c->reader, &c->nobody, on_done);
}

void mark_reader_done(struct ownership *c)
{
	helper_detach(&c->reader);
	close_answers(c);
}
