/* supervisor/service/service.h - a service with the parts that the rooms keep of it.
 *
 * Rooms below see struct unit only, and find their part by an offset (base/unit.h). */
#ifndef SUPERVISOR_SERVICE_SERVICE_H
#define SUPERVISOR_SERVICE_SERVICE_H

#include "supervisor/base/unit.h"
#include "supervisor/child/spawn_slot.h"
#include "supervisor/cleanup/cleanup.h"
#include "supervisor/env/env_state.h"
#include "supervisor/service/dispatch.h"
#include "supervisor/service/setups.h"
#include "supervisor/service/shutdown.h"
#include "supervisor/service/waiting.h"

#include <termios.h>

struct service {
	struct unit unit;
	struct cleanup_state cleanup;
	uint32_t watch; /* of child/watch.c */
	struct spawn_state spawn;
	struct env_state env;
	bool announce_backoff : 1;  /* the next timer is that of a restart: report it */
	bool foreground : 1;        /* it has the terminal */
	bool warned_task : 1;       /* that it seems to be a task */
	bool started_by_reload : 1; /* and it is neither ready nor over yet */
	bool start_waits : 1;       /* retry.c: for resources */
	bool start_waited : 1;      /* before this try */
	bool sigcont_pending : 1; /* it got the stop signal; SIGCONT follows if it still runs */
};

/* What service/ keeps for all units. */
struct services {
	struct generation *generations; /* that are in use */
	struct policy *policies;        /* of the configuration that is in force */
	struct termios terminal;        /* its settings when a service got it */
	struct dispatch dispatch;
	struct setups setups;
	struct shutdown shutdown;
	struct waiting waiting;
};

static inline struct service *service_of(const struct unit *u)
{
	return (struct service *)(uintptr_t)u;
}

extern const struct unit_events service_events;
extern const struct unit_layout service_layout;

/* A main process is dead. `pid` is not reaped yet; 0: it was not our child. */
void service_main_exited(struct unit *u, pid_t pid, int wstatus);

#endif
