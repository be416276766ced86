/* supervisor/logger/base/loop_timer.c - reads the clock, sets timeouts, feeds the
 * watchdog. */
#include "conf/base/clock.h"
#include "supervisor/logger/base/logger.h"

#include <sys/timerfd.h>

#define WATCHDOG_SECONDS   3
#define WATCHDOG_FEED_MSEC 1000

uint64_t clock_msec(void)
{
	return (uint64_t)clock_now();
}

/* An idle logger does not reset the timer. It expires once, and PID 1 reads in the log
 * memory that the logger is idle. */
void watchdog_feed(struct logger *lg)
{
	const struct itimerspec then = { .it_value.tv_sec = WATCHDOG_SECONDS };
	uint64_t now = clock_msec();

	if (lg->watchdog_fd < 0 || now - lg->watchdog_fed_msec < WATCHDOG_FEED_MSEC)
		return;
	lg->watchdog_fed_msec = now;
	timerfd_settime(lg->watchdog_fd, 0, &then, NULL);
}

void wake_at(struct logger *lg, uint64_t at_msec)
{
	if (lg->wake_msec == 0 || at_msec < lg->wake_msec)
		lg->wake_msec = at_msec;
}
