/* supervisor/watch.h - a service's timer and the report pipe of its start.
 *
 * Private to the room. Few services need them at a time: they are taken from their edition's
 * when they do, the ones that were used last first, so that memory is touched by few. */
#ifndef SUPERVISOR_WATCH_H
#define SUPERVISOR_WATCH_H

#include "conf/base/base.h"

struct edition;
struct service;

int watch_new_all(struct edition *edition); /* 0 or -ENOMEM */
/* service_timeout() after so many seconds; the one before is replaced. */
void watch_timer(struct service *svc, double seconds);
void watch_no_timer(struct service *svc);
msec watch_time_left(const struct service *svc); /* until then; 0: no timer */
/* service_reported() when something can be read from `fd`, which is closed by the other. */
void watch_report(struct service *svc, int fd);
void watch_no_report(struct service *svc);
int watch_report_fd(const struct service *svc); /* -1: no start is on its way */

#endif
