/* supervisor/output/logger_watchdog.c - a logger that makes no progress: why, and what is ended for it.
 *
 * The kernel is asked, and the memory that the logger leaves, never the logger: each of its
 * steps flips the store's index, and before a call that a service can make last for ever it
 * notes there what it is in. It is looked at once a second while words of ours lie unread in
 * its socket, or when its watchdog has gone off: a timer of ours that it sets anew while it
 * works. At rest nobody looks. A container that was paused is one look too late, so the
 * logger still has its time.
 *
 * - It waits for the lock of a service's pipe: a process of that service holds it
 *   (splice(2)). That process is killed; if that was of no use, the service.
 * - It is in an expression of `ready = log:`: the logger is killed, and the next one does
 *   not look for that line.
 * - Anything else, as a file system that does not answer, or somebody stopped it: after
 *   30 s it is killed. A reader of the container's output who stands still is no reason:
 *   the logger waits for nobody.
 * One that could run and gets no processor is not hung: what it used tells.
 * Source: unix(7) SIOCOUTQ, which is TIOCOUTQ; proc(5) stat 14, 15; timerfd_create(2). */
#include "supervisor/logger/shared/state.h"
#include "supervisor/output/output.h"
#include "supervisor/proc/file_read.h"
#include "supervisor/proc/pipe_holders.h"
#include "supervisor/service.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define CPU_UNKNOWN   UINT64_MAX
#define HUNG_LOOKS    30
#define HUNG_CPU      20 /* seconds of it */
#define REGEX_CPU     3
#define HOLDERS_EVERY 3 /* looks */
#define SERVICE_LOOKS 9

/* ---- what is seen ---- */

static bool has_moved(struct logs *logs)
{
	uint32_t which = logs->which;

	if (pread(logs->store_fd, &which, sizeof which, offsetof(struct log_state, which)) <
	    0)
		return false;
	bool moved = which != logs->which;
	logs->which = which;
	return moved;
}

/* The state of "PID (NAME) S ..."; what it has used, in ticks. '?': not to be seen. */
static char look_at_process(pid_t pid, uint64_t *ret_cpu)
{
	char path[32], text[512], *at;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	if (pid <= 0 || file_read_proc(path, text, sizeof text) <= 0 ||
	    (at = strrchr(text, ')')) == NULL || at[1] != ' ' || at[2] == '\0')
		return '?';
	char state = at[2];
	for (int field = 2; field < 14 && at != NULL; field++)
		at = strchr(at + 1, ' ');
	if (at != NULL) {
		*ret_cpu = strtoull(at, &at, 10);
		*ret_cpu += strtoull(at, NULL, 10);
	}
	return state;
}

static struct log *log_of(const struct logs *logs, uint32_t source)
{
	for (uint32_t i = 0; i < logs->ctx->count; i++) {
		struct log *log = logs->ctx->units[i]->log;

		if (log != NULL && source - log->source < log->sources)
			return log;
	}
	return NULL;
}

/* ---- a pipe whose lock is held ---- */

static uint64_t inode_of(int fd)
{
	struct stat st;

	return fd >= 0 && fstat(fd, &st) == 0 ? st.st_ino : 0;
}

void watchdog_remember_pipes(struct logs *logs, const struct log *log)
{
	logs->gone[logs->gone_count++ % LOG_GONE_MOST] =
		(struct log_gone){ .source = log->source,
				   .sources = log->sources,
				   .pipes = { inode_of(log->read[0]),
					      inode_of(log->read[1]) } };
}

static void pipes_of(const struct logs *logs, const struct log *log, uint32_t source,
		     uint64_t pipes[2])
{
	pipes[0] = log != NULL ? inode_of(log->read[0]) : 0;
	pipes[1] = log != NULL ? inode_of(log->read[1]) : 0;
	for (uint32_t i = 0; log == NULL && i < LOG_GONE_MOST; i++)
		if (source - logs->gone[i].source < logs->gone[i].sources)
			memcpy(pipes, logs->gone[i].pipes, 2 * sizeof *pipes);
}

/* First who is seen to hold it; then, should nobody be seen, all that have the pipe; then the
 * service, whatever it is that holds it. */
static void end_holders(struct logs *logs, uint32_t source)
{
	struct log *log = log_of(logs, source);
	const char *name = log != NULL ? unit_name(log->unit) : "a service that is gone";
	uint32_t every = logs->draining ? 1 : HOLDERS_EVERY; /* an end does not take long */
	uint64_t pipes[2];
	int r;

	if (logs->stuck % every != 0)
		return;
	pipes_of(logs, log, source, pipes);
	if (logs->stuck == every)
		logs->ctx->host->report(REPORT_WARNING,
					"%s: a process of it keeps the pipe of its output "
					"locked (splice): "
					"nothing can be logged; killing that process",
					name);
	r = pipe_holders_kill(pipes, 2, logs->child.pid, logs->stuck > every);
	if (r < 0)
		logs->ctx->host->report(REPORT_WARNING,
					"%s: cannot look for that process: %s", name,
					strerror(-r));
	if (logs->stuck < SERVICE_LOOKS || log == NULL || log->pid == 0 || log->ended)
		return;
	if (logs->stuck == SERVICE_LOOKS)
		logs->ctx->host
			->report(REPORT_WARNING,
				 "%s: the pipe of its output is still locked; killing "
				 "the service",
				 name);
	log->unit->ctx->events->kill(log->unit);
}

/* ---- an expression that takes too long ---- */

static void give_up_regex(struct logs *logs, uint32_t source)
{
	struct log *log = log_of(logs, source);

	if (log != NULL && !log->slow_ready) {
		log->slow_ready = true;
		logs->ctx->host
			->report(REPORT_WARNING,
				 "%s: the expression of ready = log: takes too long "
				 "for a line of it; it is given up: the service does "
				 "not become ready by its log",
				 unit_name(log->unit));
	}
	if (log != NULL)
		log->awaits = false;
	kill(logs->child.pid, SIGKILL);
}

/* ---- all of it ---- */

static void kill_hung(struct logs *logs)
{
	logs->ctx->host->report(REPORT_WARNING,
				"the logger has done nothing for %d s: killed",
				HUNG_LOOKS); /* or so, of its processor time */
	logs->still = 0;
	kill(logs->child.pid, SIGKILL);
}

bool watchdog_check(struct logs *logs)
{
	struct activity at = state_activity(logs->store_fd);
	uint64_t hz = (uint64_t)sysconf(_SC_CLK_TCK), cpu = logs->cpu, used;
	uint64_t regex_most =
		logs->draining ? hz / 2 : REGEX_CPU * hz; /* an end has little time */
	char state = look_at_process(logs->child.pid, &cpu);

	logs->cpu = cpu;
	logs->moved = has_moved(logs);
	if (logs->moved || logs->child.pid <= 0) {
		logs->still = logs->stuck = 0;
		logs->cpu_before = cpu;
		return true;
	}
	if (logs->cpu_before == CPU_UNKNOWN)
		logs->cpu_before = cpu;
	used = cpu - logs->cpu_before;
	if (at.at == ACTIVITY_REGEX && used >= regex_most)
		give_up_regex(logs, at.source);
	logs->stuck = at.at == ACTIVITY_PIPE && at.source == logs->stuck_source
			      ? logs->stuck + 1
			      : 0;
	logs->stuck_source = at.source;
	if (logs->stuck > 0)
		end_holders(logs, at.source);
	if (state == 'R' && used < HUNG_CPU * hz)
		return at.at != ACTIVITY_REGEX || used < regex_most;
	logs->still = state == 'R' ? HUNG_LOOKS : logs->still + 1;
	return false;
}

static bool has_unread(const struct logs *logs)
{
	int unread = 0;

	return ioctl(logs->socket, TIOCOUTQ, &unread) == 0 && unread > 0;
}

static void rest(struct logs *logs)
{
	ev_timer_stop(logs->ctx->loop, &logs->look);
	logs->dog_off = false;
	if (logs->dog.fd >= 0)
		io_start(logs->ctx->loop, &logs->dog);
}

static void on_look(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct logs *logs = container_of(w, struct logs, look);
	bool unread;

	(void)loop;
	(void)revents;
	if (logs->child.pid == 0 || logs->socket < 0 || logs->draining) {
		rest(logs);
		return;
	}
	unread = has_unread(logs);
	watchdog_check(logs);
	logs->dog_off &= !logs->moved && state_activity(logs->store_fd).at != ACTIVITY_IDLE;
	if (!unread && !logs->dog_off) {
		rest(logs);
		return;
	}
	if (logs->still >= HUNG_LOOKS)
		kill_hung(logs);
}

void watchdog_start(struct logs *logs)
{
	if (logs->draining || ev_is_active(&logs->look))
		return;
	logs->still = logs->stuck = 0;
	has_moved(logs); /* from here on */
	logs->cpu_before = CPU_UNKNOWN;
	ev_timer_set(&logs->look, 1., 1.);
	ev_timer_start(logs->ctx->loop, &logs->look);
}

/* Not heard again before the look is over, however often it goes off: the logger sets it. */
static void on_dog(struct ev_loop *loop, struct io *io)
{
	struct logs *logs = container_of(io, struct logs, dog);
	uint64_t times;
	ssize_t n = read(io->fd, &times, sizeof times);

	(void)n;
	io_stop(loop, io);
	logs->dog_off = true;
	watchdog_start(logs);
}

void watchdog_init(struct logs *logs)
{
	ev_init(&logs->look, on_look);
	io_init(&logs->dog, on_dog);
	io_set(&logs->dog, timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK),
	       EV_READ);
}

void watchdog_reset(struct logs *logs)
{
	state_clear_activity(logs->store_fd);
	logs->still = logs->stuck = 0;
	logs->cpu = 0;
	logs->cpu_before = CPU_UNKNOWN;
	rest(logs);
}

void watchdog_free(struct logs *logs)
{
	ev_timer_stop(logs->ctx->loop, &logs->look);
	io_stop(logs->ctx->loop, &logs->dog);
	if (logs->dog.fd >= 0)
		close(logs->dog.fd);
	io_set(&logs->dog, -1, EV_READ);
}
