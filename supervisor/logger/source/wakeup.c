/* supervisor/logger/source/wakeup.c - notices that a service has written, by a signal
 * or by epoll.
 *
 * If a pipe was polled once, each later write walks through the pipe's queue of pollers,
 * even an empty one (fs/pipe.c, poll_usage), which is a seventh of the cost of a short
 * write. So the logger does not poll pipes. A write to an ARMED pipe sends a signal
 * (fcntl(2), F_SETSIG). A service that writes much is not armed; the logger reads its pipe
 * until it is empty. If signals do not arrive, in an emulated kernel or behind an engine's
 * seccomp filter, the logger uses epoll.
 *
 * A signal may be superfluous, but none may be missed. So a source is checked once more
 * after it was armed. In Linux 5.5 to 5.13 only the first bytes in an empty pipe send a
 * signal, so a pipe is read until it was seen empty. */
#include "supervisor/logger/source/source.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define SIGNALS_MAX 32 /* in one read */
/* From this size of a read on, two calls to disarm and arm the pipe cost less than the
 * signals that the service would send. */
#define DISARM_BYTES 4096u
#define REFUSED_MSEC 50

static bool set_async(int fd, int on)
{
	return ioctl(fd, FIOASYNC, &on) == 0;
}

/* FASYNC belongs to the open file and outlives a logger. While it is set, the kernel
 * reports the descriptor number of the logger that set it. So we clear it first. */
static bool set_signal_owner(const struct logger *lg, int fd)
{
	return set_async(fd, 0) && fcntl(fd, F_SETSIG, (long)WAKEUP_SIGNAL) == 0 &&
	       fcntl(fd, F_SETOWN, (long)lg->pid) == 0;
}

/* Returns true if a write to a pipe sends a signal with the reader's descriptor or,
 * above the limit of queued signals, without it. */
static bool signals_work(const struct logger *lg)
{
	struct signalfd_siginfo info;
	int ends[2];
	bool sent, received = false;

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return false;
	sent = set_signal_owner(lg, ends[0]) && set_async(ends[0], 1) &&
	       write(ends[1], "", 1) == 1;
	while (sent && !received && read(lg->signal_fd, &info, sizeof info) == sizeof info)
		received = info.ssi_signo == SIGIO || info.ssi_fd == ends[0];
	close(ends[0]);
	close(ends[1]);
	return received;
}

void wakeup_init(struct logger *lg)
{
	struct epoll_event e = { .events = EPOLLIN, .data.u64 = TASK(TASK_SIGNALS, 0) };
	sigset_t set;

	lg->pid = getpid();
	sigemptyset(&set);
	sigaddset(&set, WAKEUP_SIGNAL);
	sigaddset(&set, SIGIO);
	lg->signal_fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (lg->signal_fd >= 0 && signals_work(lg) &&
	    epoll_ctl(lg->epoll_fd, EPOLL_CTL_ADD, lg->signal_fd, &e) == 0)
		return;
	if (lg->signal_fd >= 0)
		close(lg->signal_fd);
	lg->signal_fd = -1;
}

bool wakeup_alloc(struct logger *lg)
{
	lg->ready = calloc(lg->state->sources + 1, sizeof *lg->ready);
	lg->is_ready = calloc(lg->state->sources + 1, sizeof *lg->is_ready);
	return lg->ready != NULL && lg->is_ready != NULL;
}

void wakeup_mark_ready(struct logger *lg, uint32_t id)
{
	if (lg->is_ready[id])
		return;
	lg->is_ready[id] = true;
	lg->ready[(lg->ready_first + lg->ready_count++) % lg->state->sources] = id;
}

/* Records which source has the descriptor. Returns false if there is no memory. */
static bool map_fd(struct logger *lg, const struct source *src)
{
	uint32_t capacity = lg->by_fd_capacity > 0 ? lg->by_fd_capacity : 64, *larger;

	while (capacity <= (uint32_t)src->fd)
		capacity *= 2;
	if (capacity > lg->by_fd_capacity) {
		larger = realloc(lg->by_fd, capacity * sizeof *larger);
		if (larger == NULL)
			return false;
		memset(larger + lg->by_fd_capacity, 0,
		       (capacity - lg->by_fd_capacity) * sizeof *larger);
		lg->by_fd = larger;
		lg->by_fd_capacity = capacity;
	}
	lg->by_fd[src->fd] = src->id;
	return true;
}

/* Returns false if epoll must watch the source. For a pipe that is to be closed, only epoll
 * reports that the last writer is gone. */
static bool arm_source(struct logger *lg, struct source *src)
{
	if (lg->signal_fd < 0 || src->stream->release >= RELEASE_EMPTY)
		return false;
	if (!src->signal_owner_set)
		src->signal_owner_set = map_fd(lg, src) && set_signal_owner(lg, src->fd);
	return src->signal_owner_set && set_async(src->fd, 1);
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
			set_async(src->fd, 0);
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
		if (src->state == SOURCE_ARMED && set_async(src->fd, 0))
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

static void mark_all_ready(struct logger *lg)
{
	for (uint32_t i = 0; i < lg->state->sources; i++)
		if (lg->sources[i] != NULL && lg->sources[i]->state == SOURCE_ARMED)
			wakeup_mark_ready(lg, i);
}

/* If the limit of queued signals (RLIMIT_SIGPENDING) is reached, the kernel sends SIGIO
 * instead, without a descriptor. Then any armed source may have data. */
void wakeup_read_signals(struct logger *lg)
{
	static struct signalfd_siginfo info[SIGNALS_MAX];
	ssize_t n = read(lg->signal_fd, info, sizeof info);

	for (ssize_t i = 0; lg->state != NULL && i < n / (ssize_t)sizeof *info; i++) {
		uint32_t fd = (uint32_t)info[i].ssi_fd;

		if (info[i].ssi_signo == SIGIO)
			mark_all_ready(lg);
		else if (info[i].ssi_code > 0 && fd < lg->by_fd_capacity &&
			 lg->by_fd[fd] < lg->state->sources)
			wakeup_mark_ready(lg, lg->by_fd[fd]);
	}
}

void wakeup_note(struct logger *lg, const struct source *src)
{
	if (src->kind == SOURCE_PIPE && src->state != SOURCE_BUSY &&
	    lg->woken_count < BUSY_POLL_MAX)
		lg->woken[lg->woken_count++] = src->id;
}
