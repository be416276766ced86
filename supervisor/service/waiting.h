/* supervisor/service/waiting.h - reports units that wait long: at 5 s, 10 s, 20 s, 40 s,
 * ...
 *
 * Layer:   service, above probe/ and hooks/. */
#ifndef SUPERVISOR_SERVICE_WAITING_H
#define SUPERVISOR_SERVICE_WAITING_H

#include "supervisor/base/unit.h"
#include "supervisor/core/core.h"
#include "supervisor/service/cause.h"

struct waiting {
	ev_timer timer;
	msec last_look; /* when look_at_units() last checked all units */
	uint32_t count; /* units in a state that may have to be reported */
};

void waiting_init(struct context *ctx);
/* Stops the timer, so nothing more is reported. */
void waiting_done(struct context *ctx);
/* Call whenever a unit changes state. */
void waiting_state_changed(struct unit *u, enum svc_state from, enum svc_state to);
/* Call after a reload, which replaces the units and their states. */
void waiting_recount(struct context *ctx);

/* Returns how long the unit, which is stopping, may take until SIGKILL. */
msec stop_time_left(const struct unit *u);
/* Formats what the unit waits for: "tcp:127.0.0.1:5432: Connection refused", or "db,
 * cache"; "" if it does not wait or the reason has no name. Returns `text`. */
const char *format_wait_reason(struct unit *u, char text[CAUSE_TEXT]);
/* Formats the units that must become ready, or settle, before this one may start: at most
 * four names, with the reason if one does not start by itself, then a number, "a, b (stopped
 * by hand), c, d and 3 more"; "" for none. Returns `text`. */
const char *format_awaited(struct unit *u, char text[CAUSE_TEXT]);

#endif
