/* supervisor/control/event_log.h - keeps the last changes of states, for `events`.
 *
 * Private to the room.
 *
 * Memory: one static page; the oldest events make room for new ones. */
#ifndef SUPERVISOR_CONTROL_EVENT_LOG_H
#define SUPERVISOR_CONTROL_EVENT_LOG_H

#include "conf/lang/name_syntax.h"
#include "supervisor/core/core.h"

#include <stdint.h>

#define EVENT_NAME_MAX (CONF_NAME_MAX + 6) /* NAME@10000 */
#define EVENT_WHY_MAX  120

struct logged_event {
	int64_t at_ms; /* Unix time */
	uint8_t from, to, on;
	char name[EVENT_NAME_MAX + 1];
	char why[EVENT_WHY_MAX + 1]; /* "": none */
};

/* Adds an event. Cuts a reason that is too long. */
void event_log_add(const char *name, const struct core_order *order, const char *why);
/* Returns the number of the first event that is kept, and that of the next one to come.
 * Numbers begin with 0. */
uint64_t event_log_first(void);
uint64_t event_log_end(void);
/* Reads event `number`, which must be kept. */
void event_log_get(uint64_t number, struct logged_event *ret);

#endif
