/* supervisor/sup_internal.h - defines struct sup.
 *
 * Private to sup.c, which creates it, sup_events.c, which handles deaths and signals, and
 * sup_calls.c, which forwards all other calls. None of them calls another one. */
#ifndef SUPERVISOR_SUP_INTERNAL_H
#define SUPERVISOR_SUP_INTERNAL_H

#include "supervisor/child/channel_pool.h"
#include "supervisor/child/spawn_slot.h"
#include "supervisor/child/table.h"
#include "supervisor/reload/reload.h"
#include "supervisor/service/service.h"
#include "supervisor/sup.h"

/* The context, and the state that each room keeps for the whole supervisor. */
struct sup {
	struct context ctx;
	struct child_table children;
	struct spawn_slots spawn_slots;
	struct channel_pool channel_pool;
	struct cleanup cleanup;
	struct services services;
	struct reloads reloads;
};

#endif
