/* supervisor/output/logger_watchdog.c - finds a logger that hangs, and removes the cause.
 *
 * PID 1 learns the state of the logger from the kernel and from the log memory, never by a
 * request to the logger. Each step of the logger changes the index in the log memory.
 * Before a call that a service can block for ever, the logger records the call there
 * (activity_set()).
 *
 * PID 1 checks the logger once a second while a packet is unread in its socket, or after
 * the watchdog timer has expired. That is a timerfd that the logger resets while it works.
 * If there is no output, neither process wakes up. A pause of the container counts as one
 * check, because the logger must not be killed for it.
 *
 * - The logger waits for the lock of a service's pipe: a process of that service holds it
 *   (splice(2)). We kill that process and, if that does not help, the service.
 * - The logger evaluates the expression of `ready = log:`: we kill the logger, and the next
 *   one does not evaluate it.
 * - Anything else, such as a hung file system or SIGSTOP: we kill the logger after 30 s. A
 *   stalled reader of the container's output does not count, because the logger never
 *   blocks on it.
 *
 * A logger that is runnable but gets no CPU is not hung, so we count the CPU time that it
 * has used.
 *
 * Source: unix(7) SIOCOUTQ, which is TIOCOUTQ; proc(5) stat 14, 15; timerfd_create(2). */
#include "supervisor/base/context.h"
#include "supervisor/base/unit.h"
#include "supervisor/logger/shared/log_memory.h"
#include "supervisor/output/log_stream.h"
#include "supervisor/output/logger_child.h"
#include "supervisor/proc/file_read.h"
#include "supervisor/proc/pipe_holders.h"
#include "supervisor/proc/stat_line.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define CPU_UNKNOWN    UINT64_MAX
#define HUNG_CHECKS    30
#define HUNG_SECONDS   20 /* seconds of CPU time */
#define REGEX_SECONDS  3  /* seconds of CPU time */
#define HOLDERS_CHECKS 3  /* checks between two tries to kill the holders of a lock */
#define SERVICE_CHECKS 9  /* failed checks after which the service is killed */

/* ---- reading the logger's state ---- */

/* Reads the index in the log memory. Returns true if it has changed. */
static bool log_memory_has_changed(struct logger_child *logger)
{
	uint32_t index = logger->watchdog.log_memory_index;
	bool changed;

	if (pread(logger->log_memory_fd, &index, sizeof index,
		  offsetof(struct log_memory, current)) < 0)
		return false;
	changed = index != logger->watchdog.log_memory_index;
	logger->watchdog.log_memory_index = index;
	return changed;
}

/* Returns the state letter in /proc/PID/stat, and sets *ret_cpu to the CPU time in ticks.
 * On failure returns '?' and leaves *ret_cpu unchanged. */
static char read_process_state(pid_t pid, uint64_t *ret_cpu)
{
	char path[32], text[512];
	struct stat_line line;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	if (pid <= 0 || file_read_proc(path, text, sizeof text) <= 0 ||
	    !stat_line_parse(text, STAT_SYSTEM_TICKS, &line))
		return '?';
	*ret_cpu = line.fields[STAT_USER_TICKS] + line.fields[STAT_SYSTEM_TICKS];
	return line.state;
}

static bool has_unread_packet(const struct logger_child *logger)
{
	int unread = 0;

	return ioctl(logger->socket, TIOCOUTQ, &unread) == 0 && unread > 0;
}

/* ---- locked pipes ---- */

static uint64_t inode_of(int fd)
{
	struct stat st;

	return fd >= 0 && fstat(fd, &st) == 0 ? st.st_ino : 0;
}

void watchdog_remember_pipes(struct logger_child *logger, const struct log_stream *stream)
{
	struct logger_watchdog *watchdog = &logger->watchdog;

	watchdog->closed[watchdog->closed_count++ % CLOSED_PIPES_MAX] =
		(struct closed_pipes){ .slot = stream->slot,
				       .slot_count = stream->slot_count,
				       .inodes = { inode_of(stream->read_end[0]),
						   inode_of(stream->read_end[1]) } };
}

static void find_inodes(const struct logger_child *logger, const struct log_stream *stream,
			uint32_t slot, uint64_t inodes[2])
{
	const struct closed_pipes *closed = logger->watchdog.closed;

	inodes[0] = stream != NULL ? inode_of(stream->read_end[0]) : 0;
	inodes[1] = stream != NULL ? inode_of(stream->read_end[1]) : 0;
	for (uint32_t i = 0; stream == NULL && i < CLOSED_PIPES_MAX; i++)
		if (slot - closed[i].slot < closed[i].slot_count)
			memcpy(inodes, closed[i].inodes, 2 * sizeof *inodes);
}

/* First kills only processes that are in a call that locks the pipe. If that does not help
 * and no such process is found, a later try kills all processes that have the pipe open. At
 * last kills the service. */
static void kill_holders(struct logger_child *logger, uint32_t slot)
{
	struct logger_watchdog *watchdog = &logger->watchdog;
	const struct sup_host *host = logger->ctx->host;
	struct log_stream *stream = logger_find_stream(logger, slot);
	const char *name =
		stream != NULL ? unit_name(stream->unit) : "a service that is gone";
	/* A drain has little time. */
	uint32_t interval = logger->wait == WAIT_DRAIN ? 1 : HOLDERS_CHECKS;
	uint64_t inodes[2];
	int r;

	if (watchdog->locked_checks % interval != 0)
		return;
	find_inodes(logger, stream, slot, inodes);
	if (watchdog->locked_checks == interval)
		host->report(REPORT_WARNING,
			     "%s: one of its processes keeps the pipe of its output "
			     "locked (splice), so nothing can be logged; killing that "
			     "process",
			     name);
	r = pipe_holders_kill(inodes, 2, logger->child.pid,
			      watchdog->locked_checks > interval);
	if (r < 0)
		host->report(REPORT_WARNING,
			     "%s: cannot look for the process that locks the pipe: %s",
			     name, strerror(-r));
	if (watchdog->locked_checks < SERVICE_CHECKS || stream == NULL ||
	    stream->pid == 0 || stream->process_ended)
		return;
	if (watchdog->locked_checks == SERVICE_CHECKS)
		host->report(REPORT_WARNING,
			     "%s: the pipe of its output is still locked; killing the "
			     "service",
			     name);
	logger->ctx->events->kill(stream->unit);
}

/* ---- slow expressions ---- */

static void give_up_regex(struct logger_child *logger, uint32_t slot)
{
	const struct sup_host *host = logger->ctx->host;
	struct log_stream *stream = logger_find_stream(logger, slot);

	if (stream != NULL && !stream->regex_is_slow) {
		stream->regex_is_slow = true;
		host->report(REPORT_WARNING,
			     "%s: the expression of ready = log: takes too long for a "
			     "line and is no longer evaluated; the service does not "
			     "become ready by its log",
			     unit_name(stream->unit));
	}
	if (stream != NULL)
		stream->awaits_match = false;
	kill(logger->child.pid, SIGKILL);
}

/* ---- checking ---- */

static uint64_t ticks_per_second(void)
{
	return (uint64_t)sysconf(_SC_CLK_TCK);
}

static void kill_logger(struct logger_child *logger)
{
	struct logger_watchdog *watchdog = &logger->watchdog;
	uint64_t used = watchdog->cpu - watchdog->cpu_at_progress;

	if (used >= HUNG_SECONDS * ticks_per_second())
		logger->ctx->host->report(REPORT_WARNING,
					  "the logger made no progress in %d s of "
					  "processor time; killing it",
					  HUNG_SECONDS);
	else
		logger->ctx->host->report(REPORT_WARNING,
					  "the logger made no progress for %d s; killing "
					  "it",
					  HUNG_CHECKS);
	watchdog->stalled_checks = 0;
	kill(logger->child.pid, SIGKILL);
}

static void count_locked(struct logger_child *logger, struct activity activity)
{
	struct logger_watchdog *watchdog = &logger->watchdog;

	if (activity.kind == ACTIVITY_PIPE && activity.slot == watchdog->locked_slot)
		watchdog->locked_checks++;
	else
		watchdog->locked_checks = 0;
	watchdog->locked_slot = activity.slot;
	if (watchdog->locked_checks > 0)
		kill_holders(logger, activity.slot);
}

bool watchdog_check(struct logger_child *logger)
{
	struct logger_watchdog *watchdog = &logger->watchdog;
	struct activity activity = log_memory_activity(logger->log_memory_fd);
	uint64_t hz = ticks_per_second(), cpu = watchdog->cpu, used;
	uint64_t regex_limit = logger->wait == WAIT_DRAIN ? hz / 2 : REGEX_SECONDS * hz;
	char state = read_process_state(logger->child.pid, &cpu);

	watchdog->cpu = cpu;
	watchdog->progressed = log_memory_has_changed(logger);
	if (watchdog->progressed || logger->child.pid <= 0) {
		watchdog->stalled_checks = watchdog->locked_checks = 0;
		watchdog->cpu_at_progress = cpu;
		return true;
	}
	if (watchdog->cpu_at_progress == CPU_UNKNOWN)
		watchdog->cpu_at_progress = cpu;
	used = cpu - watchdog->cpu_at_progress;
	if (activity.kind == ACTIVITY_REGEX && used >= regex_limit)
		give_up_regex(logger, activity.slot);
	count_locked(logger, activity);
	if (state == 'R' && used < HUNG_SECONDS * hz)
		return activity.kind != ACTIVITY_REGEX || used < regex_limit;
	watchdog->stalled_checks =
		state == 'R' ? HUNG_CHECKS : watchdog->stalled_checks + 1;
	return false;
}

/* ---- starting and stopping the checks ---- */

static void stop_checks(struct logger_child *logger)
{
	struct logger_watchdog *watchdog = &logger->watchdog;

	ev_timer_stop(logger->ctx->loop, &watchdog->check_timer);
	watchdog->expired = false;
	if (watchdog->timer.fd >= 0)
		io_start(logger->ctx->loop, &watchdog->timer);
}

static void on_check_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct logger_child *logger =
		container_of(w, struct logger_child, watchdog.check_timer);
	struct logger_watchdog *watchdog = &logger->watchdog;
	bool unread;

	(void)loop;
	(void)revents;
	if (logger->child.pid == 0 || logger->socket < 0 || logger->wait == WAIT_DRAIN) {
		stop_checks(logger);
		return;
	}
	unread = has_unread_packet(logger);
	watchdog_check(logger);
	watchdog->expired &=
		!watchdog->progressed &&
		log_memory_activity(logger->log_memory_fd).kind != ACTIVITY_IDLE;
	if (!unread && !watchdog->expired)
		stop_checks(logger);
	else if (watchdog->stalled_checks >= HUNG_CHECKS)
		kill_logger(logger);
}

void watchdog_start(struct logger_child *logger)
{
	struct logger_watchdog *watchdog = &logger->watchdog;

	if (logger->wait == WAIT_DRAIN || ev_is_active(&watchdog->check_timer))
		return;
	watchdog->stalled_checks = watchdog->locked_checks = 0;
	log_memory_has_changed(logger); /* only a later change counts as progress */
	watchdog->cpu_at_progress = CPU_UNKNOWN;
	ev_timer_set(&watchdog->check_timer, 1., 1.);
	ev_timer_start(logger->ctx->loop, &watchdog->check_timer);
}

/* Stops watching the timer during the checks, because a logger that sets it again and again
 * could keep PID 1 busy. */
static void on_timer_expired(struct ev_loop *loop, struct io *io)
{
	struct logger_child *logger = container_of(io, struct logger_child, watchdog.timer);
	uint64_t times;
	ssize_t n = read(io->fd, &times, sizeof times);

	(void)n;
	io_stop(loop, io);
	logger->watchdog.expired = true;
	watchdog_start(logger);
}

void watchdog_init(struct logger_child *logger)
{
	struct logger_watchdog *watchdog = &logger->watchdog;

	ev_init(&watchdog->check_timer, on_check_timer);
	io_init(&watchdog->timer, on_timer_expired);
	io_set(&watchdog->timer,
	       timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK), EV_READ);
}

void watchdog_reset(struct logger_child *logger)
{
	struct logger_watchdog *watchdog = &logger->watchdog;

	log_memory_clear_activity(logger->log_memory_fd);
	watchdog->stalled_checks = watchdog->locked_checks = 0;
	watchdog->cpu = 0;
	watchdog->cpu_at_progress = CPU_UNKNOWN;
	stop_checks(logger);
}

void watchdog_free(struct logger_child *logger)
{
	struct logger_watchdog *watchdog = &logger->watchdog;

	ev_timer_stop(logger->ctx->loop, &watchdog->check_timer);
	io_stop(logger->ctx->loop, &watchdog->timer);
	if (watchdog->timer.fd >= 0)
		close(watchdog->timer.fd);
	io_set(&watchdog->timer, -1, EV_READ);
}
