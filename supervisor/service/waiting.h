/* supervisor/service/waiting.h - reports units that wait for long: at 5 s, 10 s, 20 s, 40 s ...
 *
 * Layer:   service, above probe/ and hooks/. */
#ifndef SUPERVISOR_SERVICE_WAITING_H
#define SUPERVISOR_SERVICE_WAITING_H

#include "supervisor/base/unit.h"
#include "supervisor/core/core.h"
#include "supervisor/service/cause.h"

struct waiting {
	ev_timer timer;
	msec last_look;
	uint32_t count; /* units in a state that may have to be reported */
};

void waiting_init(struct context *ctx);
void waiting_done(struct context *ctx);
/* After each change of a state. */
void waiting_state_changed(struct unit *u, enum svc_state from, enum svc_state to);
/* After a reload, when units and their states are others. */
void waiting_recount(struct context *ctx);

/* What the unit waits for: "tcp:127.0.0.1:5432: Connection refused", "db, cache"; "": nothing
 * that has a name. Returns `text`. */
const char *format_wait_reason(struct unit *u, char text[CAUSE_TEXT]);
/* The units for which it waits by needs, wants and after: "db, cache and 3 more"; "": none. */
const char *format_awaited(struct unit *u, char text[CAUSE_TEXT]);

#endif
