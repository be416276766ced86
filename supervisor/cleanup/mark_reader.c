/* supervisor/cleanup/mark_reader.c - starts a child that reads the marks of processes.
 *
 * A mark is CTINIT_SERVICE in a process's environment, or a log pipe that it holds. The
 * environment is in the memory of the process, and reading it may block for ever. If PID 1
 * has no CAP_SYS_PTRACE, the reader also needs the ids of the process (proc/origin.h). So a
 * short-lived child reads the marks of the processes whose owner owner.c could not find. It
 * writes two records for each process into a pipe: first the log pipes of all processes,
 * then their environments. unit_lookup.c finds the unit of a record.
 *
 * A process belongs to the service that its environment names. If the environment names
 * none, the process belongs to the service whose log pipe it holds, unless it holds pipes
 * of two services. If a process blocks the child longer than READ_TIMEOUT, the child is
 * killed, and the log pipe of that process decides. */
#include "supervisor/cleanup/cleanup_internal.h"
#include "supervisor/cleanup/messages.h"
#include "supervisor/cleanup/ownership_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define READ_TIMEOUT SECONDS(2)
/* After this many readers in a row that failed, or that could not be started, log pipes
 * alone decide about all open questions. */
#define HANGS_MAX  2
#define STARTS_MAX 50

static int read_marks(void *context)
{
	struct ownership *ownership = context;
	struct proctree t;

	proctree_open(&t);
	for (int part = 0; part < 2; part++) {
		for (size_t i = 0; i < ownership->question_count; i++) {
			const struct proc_info *p = &ownership->questions[i].process;
			struct process_origin origin = { .pid = p->pid,
							 .start = p->start,
							 .environment = part == 1 };

			/* less than PIPE_BUF: written completely or not at all */
			if (origin_read(&t, &origin) &&
			    write(SPAWN_RUN_FD, &origin, sizeof origin) != sizeof origin)
				return 1;
		}
	}
	return 0;
}

/* ---- answers ---- */

static void settle_question(struct ownership *ownership, struct question *q, uint32_t owner)
{
	struct proc_info now = { 0 };

	q->answered = true;
	if (!proctree_stat(&ownership->tree, q->process.pid, &now) ||
	    now.start != q->process.start)
		return;
	now.direct = now.parent == (pid_t)ownership->tree.self;
	now.owner = owner;
	owned_put(ownership, &now, true);
	if (owner == OWNER_NONE && q->report)
		report_unknown(ownership->ctx, &now, ownership->session);
}

static void handle_answer(struct ownership *ownership, const struct process_origin *origin)
{
	for (size_t i = 0; i < ownership->question_count; i++) {
		struct question *q = &ownership->questions[i];

		if (q->process.pid != origin->pid || q->answered)
			continue;
		if (!origin->environment)
			q->by_pipe = unit_by_pipes(ownership->ctx, origin);
		else
			settle_question(ownership, q,
					origin->service[0] != '\0'
						? unit_by_mark(ownership->ctx,
							       origin->service,
							       origin->instance)
						: q->by_pipe);
	}
}

static void read_answers(struct ownership *ownership)
{
	struct process_origin origin;

	while (ownership->answers_fd >= 0 &&
	       read(ownership->answers_fd, &origin, sizeof origin) == sizeof origin) {
		origin.service[sizeof origin.service - 1] = '\0';
		origin.instance[sizeof origin.instance - 1] = '\0';
		if (origin.pipe_count <= ORIGIN_PIPES_MAX)
			handle_answer(ownership, &origin);
	}
}

static void on_answers(struct ev_loop *loop, struct io *w)
{
	(void)loop;
	read_answers(container_of(w, struct ownership, answers));
}

static void close_answers(struct ownership *ownership)
{
	if (ownership->answers_fd < 0)
		return;
	io_stop(ownership->ctx->loop, &ownership->answers);
	close(ownership->answers_fd);
	ownership->answers_fd = -1;
}

/* The first question without an answer is about the process that blocked the child. */
static void give_up_questions(struct ownership *ownership, bool all)
{
	for (size_t i = 0; i < ownership->question_count; i++) {
		if (ownership->questions[i].answered)
			continue;
		settle_question(ownership, &ownership->questions[i],
				ownership->questions[i].by_pipe);
		if (!all)
			return;
	}
}

/* The reader was killed but may hang in the kernel. Until it dies it is our child and has
 * no owner. Remembers it, because its mark must not be read. */
static void remember_stuck_reader(struct ownership *ownership)
{
	struct proc_info p = { .owner = OWNER_NONE, .direct = true };

	if (proctree_stat(&ownership->tree, ownership->reader.abandoned.pid, &p))
		owned_put(ownership, &p, true);
}

static void on_reader_done(struct helper *helper, enum helper_end end, const char *text)
{
	struct ownership *ownership = container_of(helper, struct ownership, reader);

	(void)text;
	read_answers(ownership);
	close_answers(ownership);
	if (end == HELPER_TIMEOUT)
		remember_stuck_reader(ownership);
	ownership->failures = end == HELPER_OK ? 0 : ownership->failures + 1;
	if (end != HELPER_OK)
		give_up_questions(ownership, ownership->failures >= HANGS_MAX);
	ownership->question_count = 0;
	cleanup_schedule(ownership->ctx);
}

/* ---- questions ---- */

void mark_reader_add(struct ownership *ownership, const struct proc_info *p)
{
	if (helper_is_running(&ownership->reader) ||
	    ownership->question_count == QUESTIONS_MAX)
		return; /* a later scan repeats the question */
	for (size_t i = 0; i < ownership->question_count; i++) {
		if (ownership->questions[i].process.pid == p->pid)
			return;
	}
	ownership->questions[ownership->question_count++] =
		(struct question){ .process = *p, .by_pipe = OWNER_NONE };
}

void mark_reader_report(struct ownership *ownership, pid_t pid)
{
	for (size_t i = 0; i < ownership->question_count; i++)
		ownership->questions[i].report |=
			ownership->questions[i].process.pid == pid;
}

static int start_reader(struct ownership *ownership)
{
	struct helper_spec spec = { .run = read_marks,
				    .context = ownership,
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
	r = helper_start(&ownership->reader, &spec, &TEXT(why));
	close(ends[1]);
	if (r < 0) {
		close(ends[0]);
		return r;
	}
	ownership->not_started = 0;
	ownership->answers_fd = ends[0];
	io_set(&ownership->answers, ends[0], EV_READ);
	io_start(ownership->ctx->loop, &ownership->answers);
	return 0;
}

bool ownership_resolve(struct ownership *ownership)
{
	if (helper_is_running(&ownership->reader))
		return true;
	if (ownership->question_count == 0)
		return false;
	/* Two readers in a row failed, and one of them does not die: do not start a
	 * third. */
	bool stuck =
		ownership->failures >= HANGS_MAX && ownership->reader.abandoned.pid > 0;
	if (!stuck && start_reader(ownership) == 0)
		return true;
	if (stuck || ++ownership->not_started >= STARTS_MAX) {
		give_up_questions(ownership, true);
		ownership->not_started = 0;
	}
	ownership->question_count = 0; /* the next scan repeats the open questions */
	return false;
}

void mark_reader_init(struct ownership *ownership)
{
	ownership->reader_unit.ctx = ownership->ctx;
	ownership->reader_unit.index = OWNER_NONE;
	ownership->answers_fd = -1;
	io_init(&ownership->answers, on_answers);
	helper_init(&ownership->reader, &ownership->reader_unit, on_reader_done);
}

void mark_reader_done(struct ownership *ownership)
{
	helper_detach(&ownership->reader);
	close_answers(ownership);
}
