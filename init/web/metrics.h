/* init/web/metrics.h - answers GET /metrics.
 *
 * The format is that of Prometheus, or OpenMetrics if the client accepts it. Names follow
 * https://prometheus.io/docs/practices/naming/; node_supervisord_* are those of node_exporter's
 * collector `supervisord`, so that its dashboards and alerts work.
 *
 * Private to the room. */
#ifndef INIT_WEB_METRICS_H
#define INIT_WEB_METRICS_H

#include "init/web/exchange.h"

#include <stdio.h>

enum MHD_Result metrics_answer(struct exchange *x);

/* Writes the metrics of the rows of `status --usage`. NULL: no container answers. */
void metrics_print(FILE *out, const json_t *rows, bool open_metrics);

#endif
