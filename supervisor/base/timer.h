/* supervisor/base/timer.h - arms a libev timer relative to the present time.
 *
 * Layer:   supervisor/base. All rooms of the supervisor may include it. */
#ifndef SUPERVISOR_BASE_TIMER_H
#define SUPERVISOR_BASE_TIMER_H

#include <ev.h>

/* Restarts the timer to expire once, `seconds` from now. Updates the loop's time first,
 * which is old if the current callback took long. */
void timer_arm(struct ev_loop *loop, ev_timer *timer, double seconds);

#endif
