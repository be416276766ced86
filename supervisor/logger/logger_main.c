/* supervisor/logger/logger_main.c - runs the logger's loop.
 *
 * The loop handles PID 1's packets and the output of services. It uses level-triggered
 * epoll, so no event is lost if a round ends early. Sources that must not be read now are
 * removed from epoll. */
#include "supervisor/logger/logger_main.h"

#include "supervisor/logger/loop.h"
#include "supervisor/logger/reader/log_reader.h"

#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define EVENTS_MAX 64
#define PAUSE_NSEC 20000000

static bool dispatch(struct logger *lg, const struct epoll_event *e)
{
	uint32_t id = (uint32_t)e->data.u64;

	switch ((enum task)(e->data.u64 >> 32)) {
	case TASK_COMMANDS: return commands_receive(lg);
	case TASK_SIGNALS:
		/* Reads the sources in the order of their signals, before a packet of the
		 * same round removes one of them. */
		wakeup_read_signals(lg);
		wakeup_dispatch_ready(lg);
		break;
	case TASK_SOURCE: wakeup_dispatch(lg, id, e->events & (EPOLLHUP | EPOLLERR)); break;
	case TASK_CONSOLE: break; /* consoles_flush() follows in each round */
	case TASK_DEV_LOG: dev_log_read(lg); break;
	case TASK_TAILS: tail_read_events(lg); break;
	case TASK_READER: log_readers_event(lg, id, e->events); break;
	}
	return true;
}

/* Returns the timeout for epoll_wait(2); -1: none. */
static int wait_msec(struct logger *lg)
{
	uint64_t now;

	if (lg->tails_pending || lg->busy_count > 0 || lg->ready_count > 0 ||
	    lg->readers_pending)
		return 0;
	if (lg->wake_msec == 0)
		return -1;
	now = clock_msec();
	return lg->wake_msec > now ? (int)(lg->wake_msec - now) : 0;
}

static void read_refused(struct logger *lg)
{
	wakeup_retry_refused(lg);
	if (lg->dev_log_fd >= 0 && loop_is_serving(lg))
		dev_log_read(lg);
	if (lg->inotify_fd >= 0)
		tail_read_events(lg);
}

static void work_by_time(struct logger *lg)
{
	if (lg->wake_msec != 0 && clock_msec() >= lg->wake_msec) {
		lg->wake_msec = 0;
		drops_report_all(lg);
		consoles_flush(lg);
		if (lg->tails_polled)
			lg->tails_pending = true;
		if (lg->fds_refused)
			read_refused(lg);
	}
	if (lg->tails_pending)
		tail_scan(lg);
}

static void answer_flush(struct logger *lg)
{
	if (!lg->flush_requested || !console_is_empty(&lg->console[0]) ||
	    !console_is_empty(&lg->console[1]))
		return;
	lg->flush_requested = false;
	lg->replies_due |= DUE_FLUSHED;
}

/* If epoll_wait(2) fails, checks all that could have woken the loop. The pause prevents a
 * busy loop. */
static bool work_without_epoll(struct logger *lg)
{
	const struct timespec pause = { .tv_nsec = PAUSE_NSEC };

	nanosleep(&pause, NULL);
	if (!commands_receive(lg))
		return false;
	if (lg->signal_fd >= 0)
		wakeup_read_signals(lg);
	if (lg->memory != NULL)
		read_refused(lg);
	return true;
}

static int wait_for_events(struct logger *lg, struct epoll_event *e)
{
	int msec = wait_msec(lg), n;

	if (lg->memory != NULL && msec != 0)
		activity_set(lg, ACTIVITY_IDLE, 0);
	n = epoll_wait(lg->epoll_fd, e, EVENTS_MAX, msec);
	if (lg->memory == NULL)
		return n;
	activity_set(lg, ACTIVITY_WORKING, 0);
	watchdog_feed(lg);
	return n;
}

static void end_round(struct logger *lg)
{
	wakeup_dispatch_ready(lg);
	busy_poll_read(lg);
	work_by_time(lg);
	consoles_flush(lg);
	loss_report(lg, false);
	log_readers_step(lg);
	answer_flush(lg);
	pipes_check(lg);
	replies_send_due(lg);
	consoles_watch(lg);
	busy_poll_end_round(lg);
}

static void run_loop(struct logger *lg)
{
	struct epoll_event e[EVENTS_MAX];
	bool more = true;

	while (more) {
		int n = wait_for_events(lg, e);

		if (n < 0 && errno != EINTR)
			more = work_without_epoll(lg);
		for (int i = 0; i < n && more; i++)
			more = dispatch(lg, &e[i]);
		if (lg->memory != NULL && more)
			end_round(lg);
	}
	if (lg->phase == LOOP_SERVING)
		drain_run(lg);
}

/* The raw call also blocks 32 and 33, which libc hides. */
static void block_all_signals(void)
{
	static const uint64_t all = ~(uint64_t)0;

	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, NULL, sizeof all);
}

int logger_main(int socket)
{
	static struct logger lg;
	struct epoll_event e = { .events = EPOLLIN, .data.u64 = TASK(TASK_COMMANDS, 0) };

	block_all_signals();
	umask(0);
	prctl(PR_SET_NAME, "ctinit-log");
	prctl(PR_SET_DUMPABLE, 0);
	lg.socket = socket;
	lg.signal_fd = lg.dev_log_fd = lg.log_memory_fd = lg.inotify_fd = lg.watchdog_fd =
		-1;
	lg.colour = true;
	lg.epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (lg.epoll_fd < 0 || epoll_ctl(lg.epoll_fd, EPOLL_CTL_ADD, socket, &e) < 0)
		return errno;
	wakeup_init(&lg);
	run_loop(&lg);
	return lg.phase == LOOP_GAVE_UP ? LOGGER_LATE : lg.error;
}
