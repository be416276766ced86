/* supervisor/child/watch.h - watches a unit's timer and the report pipe of its start.
 *
 * Few units need them at the same time. So a unit takes a struct watch from its generation
 * only while it needs one. The most recently used watch is taken first, which touches
 * little memory.
 *
 * Layer:   child. */
#ifndef SUPERVISOR_CHILD_WATCH_H
#define SUPERVISOR_CHILD_WATCH_H

#include "conf/base/base.h"

struct generation;
struct unit;

/* Allocates the watches of a generation. Returns 0 or -ENOMEM. */
int watch_new_all(struct generation *generation);
/* Calls unit_events.timer_expired() after `seconds`. Replaces a running timer. */
void watch_arm_timer(struct unit *u, double seconds);
/* Stops the timer. Does nothing if it does not run. */
void watch_cancel_timer(struct unit *u);
/* Returns the time until the timer expires, or 0 if it does not run. */
msec watch_time_left(const struct unit *u);
/* Calls unit_events.exec_reported() when `fd`, the report pipe, is readable or closed at
 * its other end. watch_close_report() closes it. */
void watch_start_report(struct unit *u, int fd);
/* Closes the report pipe. Does nothing if there is none. */
void watch_close_report(struct unit *u);
/* Returns the report pipe, or -1 if no start is in flight. */
int watch_report_fd(const struct unit *u);

#endif
