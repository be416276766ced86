/* init/convert/compose_health.h - converts healthcheck and stop_grace_period.
 *
 * Layer: init/convert, below compose_service. */
#ifndef INIT_CONVERT_COMPOSE_HEALTH_H
#define INIT_CONVERT_COMPOSE_HEALTH_H

struct compose_work;

void compose_health(const struct compose_work *work);

#endif
