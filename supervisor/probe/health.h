/* supervisor/probe/health.h - checks whether a ready service still works (`health`).
 *
 * A service is probed only while it is ready. The first probe comes after health-delay and
 * at most one interval, over which the services are spread. The next ones keep that offset
 * in the interval. After health-retries failures in a row the core gets one fact.
 *
 * Layer:   above env/.
 * Units:   msec.
 * Memory:  one struct health for each service with `health`, in one array. Services without
 *          the key cost nothing. health_alloc() allocates, health_migrate() does not. */
#ifndef SUPERVISOR_PROBE_HEALTH_H
#define SUPERVISOR_PROBE_HEALTH_H

#include "supervisor/base/unit.h"

struct health_list;

/* Allocates the array for the services of `conf`. Returns 0 or -ENOMEM. */
int health_alloc(const struct conf *conf, struct health_list **ret);
/* Makes `list` the array for ctx->conf, begins the checks of the services that are ready,
 * and frees the old array. map[i] is the old index of unit i, or -1 if it is new; if `map`
 * is NULL, all are new. A service that was checked before keeps its failures, and its next
 * probe comes no later than it would have. */
void health_migrate(struct context *ctx, struct health_list *list, const int32_t *map);
void health_free(struct context *ctx);

/* Begin and end the checks. Call when the service has become ready, and when it is not
 * ready any more. */
void health_begin(struct unit *u);
void health_end(struct unit *u);

/* Returns how long, after health-delay, health check number `i` of `count` waits for its
 * first probe. */
msec health_spread(msec interval, uint32_t i, uint32_t count);
/* Returns when the probe after the one that was due at `due` is due: one or more whole
 * intervals later, and at least half an interval after `now`. */
msec health_next(msec due, msec interval, msec now);

#endif
