/* supervisor/child/watch.h - a service's timer and the report pipe of its start.
 *
 * Private to the room. Few services need them at a time: they are taken from their generation's
 * when they do, the ones that were used last first, so that memory is touched by few. */
#ifndef SUPERVISOR_CHILD_WATCH_H
#define SUPERVISOR_CHILD_WATCH_H

#include "conf/base/base.h"

struct generation;
struct unit;

int watch_new_all(struct generation *generation); /* 0 or -ENOMEM */
/* service_timeout() after so many seconds; the one before is replaced. */
void watch_arm_timer(struct unit *u, double seconds);
void watch_cancel_timer(struct unit *u);
msec watch_time_left(const struct unit *u); /* until then; 0: no timer */
/* Calls unit_events.exec_reported() when `fd` can be read. watch_close_report() closes it. */
void watch_start_report(struct unit *u, int fd);
void watch_close_report(struct unit *u);
int watch_report_fd(const struct unit *u); /* -1: no start is on its way */

#endif
