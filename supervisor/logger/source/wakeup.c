/* supervisor/logger/source/wakeup.c - how the logger hears that a service wrote.
 *
 * A pipe that was polled once makes each later write walk through the queue of those who
 * poll, whether they do or not (fs/pipe.c, poll_usage): a seventh of what a short write
 * costs the service. So no pipe is ever polled. Its writes send a signal of the kernel's
 * (fcntl(2), F_SETSIG) while the source is armed; who writes much is not, and is read until
 * nothing is left. Where the signals do not come (an emulated kernel, an engine's filter),
 * it is epoll after all.
 * A signal may come for nothing, but none may be missing: who was armed is looked at once
 * more; and because on some kernels only the first bytes in an empty pipe send one (Linux
 * 5.5 - 5.13), no pipe is left alone before it was seen empty. */
#include "supervisor/logger/base/logger.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define INFOS 32
/* Bytes in a turn: worth two calls that spare their writer signals. */
#define MUCH         4096u
#define REFUSED_MSEC 50
#define READY_NOW    64 /* sources a turn; then PID 1's word is heard */

static bool set_async(int fd, int on)
{
	return ioctl(fd, FIOASYNC, &on) == 0;
}

/* The flag is the pipe's and outlives a logger; with it the kernel has noted the number
 * that the pipe had there, and goes on with that one where it is set already. */
static bool direct_signals(const struct logger *l, int fd)
{
	return set_async(fd, 0) && fcntl(fd, F_SETSIG, (long)WAKEUP_SIGNAL) == 0 &&
	       fcntl(fd, F_SETOWN, (long)l->pid) == 0;
}

/* Does a write to a pipe come as a signal, with the reader's descriptor or, beyond the
 * limit of signals, without? */
static bool is_heard(const struct logger *l)
{
	struct signalfd_siginfo info;
	int ends[2];
	bool sent, heard = false;

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return false;
	sent = direct_signals(l, ends[0]) && set_async(ends[0], 1) &&
	       write(ends[1], "", 1) == 1;
	while (sent && !heard && read(l->signals, &info, sizeof info) == sizeof info)
		heard = info.ssi_signo == SIGIO || info.ssi_fd == ends[0];
	close(ends[0]);
	close(ends[1]);
	return heard;
}

void wakeup_init(struct logger *l)
{
	struct epoll_event e = { .events = EPOLLIN, .data.u64 = TASK(TASK_SIGNALS, 0) };
	sigset_t set;

	l->pid = getpid();
	sigemptyset(&set);
	sigaddset(&set, WAKEUP_SIGNAL);
	sigaddset(&set, SIGIO);
	l->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (l->signals >= 0 && is_heard(l) &&
	    epoll_ctl(l->epoll, EPOLL_CTL_ADD, l->signals, &e) == 0)
		return;
	if (l->signals >= 0)
		close(l->signals);
	l->signals = -1;
}

bool wakeup_alloc(struct logger *l)
{
	l->ready = calloc(l->store->sources + 1, sizeof *l->ready);
	l->is_ready = calloc(l->store->sources + 1, sizeof *l->is_ready);
	return l->ready != NULL && l->is_ready != NULL;
}

static void add_ready(struct logger *l, uint32_t id)
{
	if (l->is_ready[id])
		return;
	l->is_ready[id] = true;
	l->ready[(l->ready_first + l->ready_count++) % l->store->sources] = id;
}

/* Which source has the descriptor? Without memory for the answer: anyone may. */
static bool note_fd(struct logger *l, const struct source *src)
{
	uint32_t room = l->by_fd_room > 0 ? l->by_fd_room : 64, *more;

	while (room <= (uint32_t)src->fd)
		room *= 2;
	if (room > l->by_fd_room) {
		more = realloc(l->by_fd, room * sizeof *more);
		if (more == NULL)
			return false;
		memset(more + l->by_fd_room, 0, (room - l->by_fd_room) * sizeof *more);
		l->by_fd = more;
		l->by_fd_room = room;
	}
	l->by_fd[src->fd] = src->id;
	return true;
}

static bool arm(struct logger *l, struct source *src)
{
	if (l->signals < 0 || src->polled || src->stream->spent >= RELEASE_EMPTY)
		return false;
	src->owned = src->owned || (note_fd(l, src) && direct_signals(l, src->fd));
	if (!src->armed)
		src->armed = src->owned && set_async(src->fd, 1);
	return src->armed;
}

static void disarm(struct source *src)
{
	if (src->armed)
		src->armed = !set_async(src->fd, 0);
}

static bool poll_it(struct logger *l, struct source *src, int op)
{
	struct epoll_event e = { .events = EPOLLIN,
				 .data.u64 = TASK(TASK_SOURCE, src->id) };

	return epoll_ctl(l->epoll, op, src->fd, &e) == 0 || errno == EEXIST;
}

static void look_again(struct logger *l)
{
	l->refused = true;
	wake_at(l, clock_msec() + REFUSED_MSEC);
}

void wakeup_add_fd(struct logger *l, int fd, enum task task)
{
	struct epoll_event e = { .events = EPOLLIN, .data.u64 = TASK(task, 0) };

	if (fd >= 0 && epoll_ctl(l->epoll, EPOLL_CTL_ADD, fd, &e) < 0 && errno != EEXIST)
		look_again(l);
}

static void change_watch(struct logger *l, struct source *src, bool watch)
{
	if (!watch) {
		disarm(src);
		src->unwatched = src->polled ? poll_it(l, src, EPOLL_CTL_DEL) : true;
		src->polled = src->polled && !src->unwatched;
		return;
	}
	if (arm(l, src)) {
		add_ready(l, src->id);
	} else {
		src->polled = poll_it(l, src, EPOLL_CTL_ADD);
		src->refused = !src->polled;
		if (src->refused) {
			look_again(l);
			return;
		}
	}
	src->unwatched = false;
}

void wakeup_subscribe(struct logger *l, struct source *src, bool watch)
{
	if (src->kind != SOURCE_PIPE || src->fd < 0 || src->unwatched != watch ||
	    (watch && src->early))
		return;
	activity_set(l, ACTIVITY_PIPE, src->id);
	change_watch(l, src, watch);
	activity_set(l, ACTIVITY_WORKING, 0);
}

/* It was read: who tells when there is more? */
static void goes_on(struct logger *l, struct source *src, bool empty, uint64_t moved)
{
	if (moved >= MUCH)
		disarm(src);
	else if (empty && !arm(l, src)) {
		src->unwatched = true;
		wakeup_subscribe(l, src, true);
		return;
	}
	if (!src->armed || pipe_unread_bytes(src) > 0)
		add_ready(l, src->id);
}

void wakeup_dispatch(struct logger *l, uint32_t id, bool hung_up)
{
	struct source *src = id < l->store->sources ? l->sources[id] : NULL;
	uint64_t before = l->moved;
	bool empty;

	if (src == NULL || src->unwatched)
		return;
	empty = !source_step(l, src);
	if (!empty) {
		busy_poll_note(l, src);
	} else if (hung_up) { /* for ever: PID 1 let go of it */
		wakeup_subscribe(l, src, false);
		release_hung_up(l, src);
	}
	activity_set(l, ACTIVITY_PIPE, src->id);
	if (!src->unwatched && !src->polled && !(empty && src->armed))
		goes_on(l, src, empty, l->moved - before);
	activity_set(l, ACTIVITY_WORKING, 0);
}

void wakeup_dispatch_ready(struct logger *l)
{
	uint32_t most = l->ready_count < READY_NOW ? l->ready_count : READY_NOW;

	for (uint32_t i = 0; i < most; i++) {
		uint32_t id = l->ready[l->ready_first];

		l->ready_first = (l->ready_first + 1) % l->store->sources;
		l->ready_count--;
		l->is_ready[id] = false;
		wakeup_dispatch(l, id, false);
	}
}

/* More signals than the limit of them allows come as one SIGIO without a descriptor. */
static void hear_all(struct logger *l)
{
	for (uint32_t i = 0; i < l->store->sources; i++)
		if (l->sources[i] != NULL && l->sources[i]->armed)
			add_ready(l, i);
}

void wakeup_read_signals(struct logger *l)
{
	static struct signalfd_siginfo info[INFOS];
	ssize_t n = read(l->signals, info, sizeof info);

	for (ssize_t i = 0; l->store != NULL && i < n / (ssize_t)sizeof *info; i++) {
		uint32_t fd = (uint32_t)info[i].ssi_fd;

		if (info[i].ssi_signo == SIGIO)
			hear_all(l);
		else if (info[i].ssi_code > 0 && fd < l->by_fd_room &&
			 l->by_fd[fd] < l->store->sources)
			add_ready(l, l->by_fd[fd]);
	}
}

/* Also when the kernel refuses for ever they are only slow. */
void wakeup_retry_refused(struct logger *l)
{
	l->refused = false;
	wakeup_add_fd(l, l->inotify, TASK_FOLLOW);
	wakeup_add_fd(l, l->serving ? l->syslog_fd : -1, TASK_SYSLOG);
	for (uint32_t i = 0; i < l->store->sources; i++) {
		struct source *src = l->sources[i];

		if (src == NULL || !src->refused)
			continue;
		src->refused = false;
		if (!src->unwatched || src->waiting || src->hot)
			continue;
		source_step(l, src);
		if (src->unwatched && !src->waiting)
			wakeup_subscribe(l, src, true);
	}
}
