/* supervisor/base/timer.c - arms a libev timer relative to the present time. */
#include "supervisor/base/timer.h"

void timer_arm(struct ev_loop *loop, ev_timer *timer, double seconds)
{
	ev_timer_stop(loop, timer);
	ev_now_update(loop);
	ev_timer_set(timer, seconds, 0.);
	ev_timer_start(loop, timer);
}
