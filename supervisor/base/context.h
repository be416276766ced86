/* supervisor/base/context.h - declares the part of the supervisor that every room may read.
 *
 * struct sup (supervisor/sup_internal.h) embeds one struct context. State that only one
 * room uses is in that room's own struct; the context points to it.
 *
 * A room calls higher rooms only through the callbacks, which sup_new() sets.
 *
 * Layer:   supervisor/base. All rooms of the supervisor may include it. */
#ifndef SUPERVISOR_BASE_CONTEXT_H
#define SUPERVISOR_BASE_CONTEXT_H

#include "conf/conf.h"
#include "supervisor/base/host.h"
#include "supervisor/core/core.h"

#include <ev.h>

#define UNIT_NONE UINT32_MAX

struct accounts;
struct channel_pool;
struct child_table;
struct cleanup;
struct ownership;
struct context;
struct env;
struct event_command;
struct health_list;
struct logger_child;
struct service_pipes;
struct setup_vars;
struct unit;

struct helper;
struct spawn_plan;
struct reloads;
struct services;
struct spawn_slots;
struct text;
struct unit_events;

/* Callbacks from output/ to the rooms above it. */
struct output_events {
	/* Called after output_flush() returned true: when the logger has written the output
	 * from before that call, or after 1 s. Not called if output_drain() was called
	 * meanwhile. */
	void (*flushed)(struct context *ctx);
	/* Called after output_drain() returned true: when all output is written, the time
	 * limit is over, the logger makes no progress, or no logger runs and none will. */
	void (*drained)(struct context *ctx);
	/* Called when output cannot be handled any more. The container must end with exit
	 * code `code`; `why` is the reason for the user. */
	void (*failed)(struct context *ctx, int code, const char *why);
	/* Called when the unit has written a line that matches `ready = log:PATTERN`. */
	void (*matched)(struct unit *u);
	/* Called after output_pass_log_reader() returned -EAGAIN, when the logger can take a
	 * client: that function must be called again for each client that waits. */
	void (*log_readers)(struct context *ctx);
};

struct context {
	struct ev_loop *loop;
	const struct sup_host *host;
	struct core *core;
	const struct conf *conf; /* the configuration that is in force */
	/* All units in the order of the core: setups first, then services. */
	struct unit **units;
	uint32_t count;
	int null_fd; /* /dev/null, shared by all starts; -1: none */
	/* Our own control group, in which the services get theirs; -1: we may not create
	 * groups. */
	int cgroup_fd;
	struct conf_scratch scratch; /* memory for the start that is being prepared */
	uint32_t main_processes;     /* number of main processes that run */
	uint32_t spawns_in_flight;   /* children that have not reported their start yet */
	uint32_t running_setup;      /* index of the running setup; UNIT_NONE: none */
	bool setups_over;            /* all setups are done; services may start */
	bool command_asked;          /* `-- CMD` was sent a signal that asks it to exit */
	msec shutdown_by; /* deadline for the waits of the shutdown; 0: no shutdown yet */
	/* State of the rooms. Only the room that owns a struct uses its fields. */
	struct accounts *accounts;
	struct channel_pool *channel_pool;
	struct child_table *children;
	struct cleanup *cleanup;
	struct ownership *ownership;
	struct logger_child *logger; /* NULL: no service writes to the log */
	struct service_pipes *pipes;
	struct health_list *health;
	struct event_command *event_command; /* NULL: no on-event */
	struct setup_vars *setup_vars;
	char **user_maps; /* the words of `map-user` when ctinit started; NULL-terminated */
	bool finished;    /* all units have ended and their output is drained */
	struct reloads *reloads;
	struct services *services;
	struct spawn_slots *spawn_slots;
	/* Carries out all orders of the core (service/dispatch.c). A nested call returns at
	 * once; the outer call carries out the remaining orders. */
	void (*pump)(struct context *ctx);
	/* Called when a unit has changed its state (control/); NULL: none. */
	void (*moved)(struct unit *u, const struct core_order *order);
	/* Called when a service has become unhealthy, or healthy again (control/); NULL:
	 * none. */
	void (*health_changed)(struct context *ctx);
	/* Callbacks of control/; NULL: none. A reload changes a unit: `change` is an enum
	 * change (reload/reload.h), `why` lists the keys, or is "". A reload is over: `why` is
	 * NULL, or says why nothing has changed or what failed. */
	void (*reload_changed)(struct context *ctx, const char *name, int change,
			       const char *why);
	void (*reload_over)(struct context *ctx, const char *why);
	/* The place of the control socket for CTINIT_CONTROL of the services; NULL: it is
	 * where clients look for it. */
	const char *control_place;
	/* Fills in the plan of a helper from its spec, in the scratch memory
	 * (start/plan.c). Returns 0, possibly with a warning in *err, or a negative errno;
	 * *err may be empty then. */
	int (*fill_helper)(struct helper *helper, struct spawn_plan *plan, struct env *env,
			   struct text *err);
	const struct unit_events *events;
	const struct output_events *output_events;
};

static inline void context_pump(struct context *ctx)
{
	ctx->pump(ctx);
}

#endif
