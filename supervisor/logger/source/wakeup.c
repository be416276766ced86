/* supervisor/logger/source/wakeup.c - learns of new data by a signal, epoll or a timer.
 *
 * Once a pipe was polled, each later write walks through the pipe's queue of pollers, even
 * if that is empty (fs/pipe.c, poll_usage). That is a seventh of the cost of a short write,
 * so the logger does not poll pipes. A write to an ARMED pipe sends a signal
 * (wakeup_signals.c). A service that writes much is not armed; the logger reads its pipe
 * until it is empty. If signals do not arrive, in an emulated kernel or because of a
 * seccomp filter, the logger uses epoll.
 *
 * A signal may be superfluous, but none may be missed. So a source is checked once more
 * after it was armed. In Linux 5.5 to 5.13 only the first bytes in an empty pipe send a
 * signal, so a pipe is read until it was seen empty. */
#include "supervisor/logger/source/source.h"

#include <errno.h>
#include <sys/epoll.h>

/* For reads of at least this size, disarming and arming the pipe costs less than the
 * signals that the service would send. */
#define DISARM_BYTES 4096u
#define REFUSED_MSEC 50

/* Returns false if epoll must watch the source. For a pipe that will be closed, only epoll
 * reports that the last write end was closed. */
static bool arm_source(struct logger *lg, struct source *src)
{
	return lg->signal_fd >= 0 && src->stream->pipes_phase < PIPES_EMPTY &&
	       wakeup_arm(lg, src);
}

static bool poll_source(struct logger *lg, const struct source *src, int op)
{
	struct epoll_event e = { .events = EPOLLIN,
				 .data.u64 = TASK(TASK_SOURCE, src->id) };

	return epoll_ctl(lg->epoll_fd, op, src->fd, &e) == 0 || errno == EEXIST;
}

static void retry_later(struct logger *lg)
{
	lg->fds_refused = true;
	wake_at(lg, clock_msec() + REFUSED_MSEC);
}

void wakeup_add_fd(struct logger *lg, int fd, enum task task)
{
	struct epoll_event e = { .events = EPOLLIN, .data.u64 = TASK(task, 0) };

	if (fd >= 0 && epoll_ctl(lg->epoll_fd, EPOLL_CTL_ADD, fd, &e) < 0 &&
	    errno != EEXIST)
		retry_later(lg);
}

static void subscribe_pipe(struct logger *lg, struct source *src)
{
	if (arm_source(lg, src)) {
		source_set_state(lg, src, SOURCE_ARMED);
		wakeup_mark_ready(lg, src->id);
	} else if (poll_source(lg, src, EPOLL_CTL_ADD)) {
		source_set_state(lg, src, SOURCE_POLLED);
	} else {
		source_set_state(lg, src, SOURCE_REFUSED);
		retry_later(lg);
	}
}

void wakeup_subscribe(struct logger *lg, struct source *src)
{
	if (source_is_watched(src) || src->state == SOURCE_HELD)
		return;
	if (src->kind != SOURCE_PIPE || src->fd < 0) {
		source_set_state(lg, src, SOURCE_IDLE);
		return;
	}
	activity_set(lg, ACTIVITY_PIPE, src->id);
	subscribe_pipe(lg, src);
	activity_set(lg, ACTIVITY_WORKING, 0);
}

void wakeup_unsubscribe(struct logger *lg, struct source *src, enum source_state to)
{
	if (source_is_watched(src)) {
		activity_set(lg, ACTIVITY_PIPE, src->id);
		if (src->state == SOURCE_ARMED)
			wakeup_disarm(src);
		else if (src->state == SOURCE_POLLED)
			poll_source(lg, src, EPOLL_CTL_DEL);
		activity_set(lg, ACTIVITY_WORKING, 0);
	}
	source_set_state(lg, src, to);
}

void wakeup_after_read(struct logger *lg, struct source *src, bool empty, uint64_t moved)
{
	activity_set(lg, ACTIVITY_PIPE, src->id);
	if (moved >= DISARM_BYTES) {
		if (src->state == SOURCE_ARMED && wakeup_disarm(src))
			source_set_state(lg, src, SOURCE_READY);
	} else if (empty && arm_source(lg, src)) {
		source_set_state(lg, src, SOURCE_ARMED);
	} else if (empty) {
		subscribe_pipe(lg, src);
	}
	if (src->state == SOURCE_READY ||
	    (src->state == SOURCE_ARMED && pipe_unread_bytes(lg, src) > 0))
		wakeup_mark_ready(lg, src->id);
	activity_set(lg, ACTIVITY_WORKING, 0);
}
