/* supervisor/service/service.h - defines struct service: a unit and each room's state of
 * it.
 *
 * Lower rooms see only struct unit, and find their state by an offset (base/unit.h).
 *
 * Layer: service; reload/ and sup.c use it. */
#ifndef SUPERVISOR_SERVICE_SERVICE_H
#define SUPERVISOR_SERVICE_SERVICE_H

#include "supervisor/base/unit.h"
#include "supervisor/child/spawn_slot.h"
#include "supervisor/cleanup/cleanup.h"
#include "supervisor/env/env_state.h"
#include "supervisor/service/dispatch.h"
#include "supervisor/service/setups.h"
#include "supervisor/service/shutdown.h"
#include "supervisor/service/startup.h"
#include "supervisor/service/waiting.h"

#include <termios.h>

struct service {
	struct unit unit;
	struct cleanup_state cleanup;
	uint32_t watch; /* state of child/watch.c */
	struct spawn_state spawn;
	struct env_state env;
	bool announce_backoff : 1; /* the next timer is the restart delay: report it */
	bool foreground : 1;       /* the service has the terminal */
	bool warned_task : 1; /* we have reported that the service seems to be a task */
	bool started_by_reload : 1; /* a reload started it, and it has not settled yet */
	bool start_waits : 1;       /* the start waits for resources (retry.c) */
	bool start_waited : 1;      /* the last try found no resources */
	bool sigcont_pending : 1;   /* the stop signal was sent; SIGCONT follows */
};

/* State of service/ for all units. */
struct services {
	struct generation *generations; /* generations with units in use */
	struct policy *policies;        /* policies of the current configuration */
	struct termios terminal; /* settings of the terminal before a service got it */
	struct dispatch dispatch;
	struct setups setups;
	struct shutdown shutdown;
	struct startup startup;
	struct waiting waiting;
};

static inline struct service *service_of(const struct unit *u)
{
	return (struct service *)(uintptr_t)u;
}

extern const struct unit_events service_events;
extern const struct unit_layout service_layout;

/* main_exit.c. Call when a main process is dead. `pid` is 0 if no main process was found
 * after a start with `type = forking`. Our child is not reaped yet if
 * cleanup_needs_zombies() returns true. */
void service_main_exited(struct unit *u, pid_t pid, int wstatus);

#endif
