/* supervisor/service/service.c - maps a unit's events to functions, and rooms to their
 * state. */
#include "supervisor/service/service.h"

#include "supervisor/env/accounts.h"
#include "supervisor/probe/conditions.h"
#include "supervisor/service/life.h"

#include <stddef.h>

static void on_accounts_read(struct unit *u, unsigned step)
{
	switch ((enum accounts_step)step) {
	case ACCOUNTS_NO_STEP: break;
	case ACCOUNTS_PREPARE: prepare_start(u); break;
	case ACCOUNTS_SPAWN: service_spawn(u); break;
	case ACCOUNTS_START: service_start(u); break;
	}
}

const struct unit_events service_events = {
	.timer_expired = service_timer_expired,
	.exec_reported = service_exec_reported,
	.start = service_start,
	.start_failed = service_start_failed,
	.accounts_read = on_accounts_read,
	.running = service_running,
	.main_exited = service_main_exited,
	.main_gone = service_main_gone,
	.cleaned_up = service_cleaned_up,
	.stopped = service_stopped,
	.kill = stop_kill,
};

const struct unit_layout service_layout = {
	.size = sizeof(struct service),
	.cleanup = offsetof(struct service, cleanup),
	.env = offsetof(struct service, env),
	.spawn = offsetof(struct service, spawn),
	.watch = offsetof(struct service, watch),
};
