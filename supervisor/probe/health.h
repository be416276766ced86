/* supervisor/probe/health.h - checks whether a ready service still works (`health`).
 *
 * A service is probed only while it is ready. The first probe is after health-delay and at
 * most one interval, over which the services are spread. Later probes keep their offset in
 * the interval. After health-retries failures in a row the core gets core_unhealthy().
 *
 * Layer:   above env/.
 * Units:   msec.
 * Memory:  one struct health for each service with `health`, in one array. health_alloc()
 *          allocates, health_migrate() does not. */
#ifndef SUPERVISOR_PROBE_HEALTH_H
#define SUPERVISOR_PROBE_HEALTH_H

#include "supervisor/base/unit.h"

struct health_list;

/* Allocates the array for the services of `conf`. Returns 0 or -ENOMEM. */
int health_alloc(const struct conf *conf, struct health_list **ret);
/* Makes `list`, from health_alloc(), the array for ctx->conf, starts the checks of ready
 * services, and frees the old array. map[i] is the old index of unit i, or -1 if it is new;
 * NULL: all are new. A service that was checked before keeps its failures, and its next
 * probe is not later than before. */
void health_migrate(struct context *ctx, struct health_list *list, const int32_t *map);
/* Stops all checks, without killing their commands, and frees the array. */
void health_free(struct context *ctx);

/* Start and stop the checks. Call them when the service becomes ready, and when it stops
 * being ready. If its keys cannot be expanded, health_begin() reports that, and nothing is
 * checked. */
void health_begin(struct unit *u);
void health_end(struct unit *u);

/* Returns why the service is unhealthy: "2 checks failed, the last: no answer in time"; ""
 * if it is not. Valid until the next check. */
const char *health_reason(struct unit *u);

/* Returns the delay, after health-delay, of the first probe of health check `i` of
 * `count`. */
msec health_spread(msec interval, uint32_t i, uint32_t count);
/* Returns the time of the next probe, if the last one was due at `due`: one or more whole
 * intervals later, and at least half an interval after `now`. */
msec health_next(msec due, msec interval, msec now);

#endif
