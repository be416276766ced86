/* supervisor/base/timer.h - arms a libev timer from now on. */
#ifndef SUPERVISOR_BASE_TIMER_H
#define SUPERVISOR_BASE_TIMER_H

#include <ev.h>

/* Stops the timer if it runs, and starts it to expire once, `seconds` from now. The loop's own
 * time may be old if the callback took long, so it is updated first. */
void timer_arm(struct ev_loop *loop, ev_timer *timer, double seconds);

#endif
