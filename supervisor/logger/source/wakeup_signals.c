/* supervisor/logger/source/wakeup_signals.c - makes writes to a pipe send a signal.
 *
 * It also marks the sources of such signals as ready.
 *
 * Source: fcntl(2) F_SETSIG, signalfd(2), ioctl(2) FIOASYNC. */
#include "supervisor/logger/source/source.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define SIGNALS_MAX 32 /* limits the signals of one read */

static bool set_async(int fd, bool enabled)
{
	int on = enabled;

	return ioctl(fd, FIOASYNC, &on) == 0;
}

/* FASYNC belongs to the open file and survives a logger. While it is set, the kernel
 * reports the descriptor number of the logger that set it. So we clear it first. */
static bool set_signal_owner(const struct logger *lg, int fd)
{
	return set_async(fd, false) && fcntl(fd, F_SETSIG, (long)WAKEUP_SIGNAL) == 0 &&
	       fcntl(fd, F_SETOWN, (long)lg->pid) == 0;
}

/* Returns true if a write to a pipe sends a signal with the reader's descriptor, or without
 * it above the limit of queued signals. */
static bool signals_work(const struct logger *lg)
{
	struct signalfd_siginfo info;
	int ends[2];
	bool sent, received = false;

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return false;
	sent = set_signal_owner(lg, ends[0]) && set_async(ends[0], true) &&
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
	lg->ready = calloc(lg->memory->slot_count + 1, sizeof *lg->ready);
	lg->is_ready = calloc(lg->memory->slot_count + 1, sizeof *lg->is_ready);
	return lg->ready != NULL && lg->is_ready != NULL;
}

void wakeup_mark_ready(struct logger *lg, uint32_t id)
{
	if (lg->is_ready[id])
		return;
	lg->is_ready[id] = true;
	lg->ready[(lg->ready_first + lg->ready_count++) % lg->memory->slot_count] = id;
}

/* Maps the descriptor to its source. Returns false if there is no memory. */
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

bool wakeup_arm(struct logger *lg, struct source *src)
{
	if (!src->signal_owner_set)
		src->signal_owner_set = map_fd(lg, src) && set_signal_owner(lg, src->fd);
	return src->signal_owner_set && set_async(src->fd, true);
}

bool wakeup_disarm(const struct source *src)
{
	return set_async(src->fd, false);
}

static void mark_all_ready(struct logger *lg)
{
	for (uint32_t i = 0; i < lg->memory->slot_count; i++)
		if (lg->sources[i] != NULL && lg->sources[i]->state == SOURCE_ARMED)
			wakeup_mark_ready(lg, i);
}

/* At the limit of queued signals (RLIMIT_SIGPENDING) the kernel sends SIGIO without a
 * descriptor. Any armed source may then have data. */
void wakeup_read_signals(struct logger *lg)
{
	static struct signalfd_siginfo info[SIGNALS_MAX];
	ssize_t n = read(lg->signal_fd, info, sizeof info);

	for (ssize_t i = 0; lg->memory != NULL && i < n / (ssize_t)sizeof *info; i++) {
		uint32_t fd = (uint32_t)info[i].ssi_fd;

		if (info[i].ssi_signo == SIGIO)
			mark_all_ready(lg);
		else if (info[i].ssi_code > 0 && fd < lg->by_fd_capacity &&
			 lg->by_fd[fd] < lg->memory->slot_count)
			wakeup_mark_ready(lg, lg->by_fd[fd]);
	}
}
