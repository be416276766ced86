/* supervisor/base/context.h - declares the part of the supervisor that every room may
 * read.
 *
 * struct sup (supervisor/sup.c) embeds one struct context. State that only one room uses is
 * in a struct of that room; the context has a pointer to it.
 *
 * A room calls the rooms above it through the callbacks. sup_new() sets them once.
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

/* Calls from output/ up to the rooms above it. */
struct output_events {
	/* Called after output_flush() returned true, when the output from before that call
	 * is written, or after a second. */
	void (*flushed)(struct context *ctx);
	/* Called after output_drain() returned true, when all output is written, the time
	 * is over, the logger makes no progress, or no logger is left. */
	void (*drained)(struct context *ctx);
	/* Called when output cannot be handled any more. The container must end with the
	 * exit code `code`; `why` is the reason for the user. */
	void (*failed)(struct context *ctx, int code, const char *why);
	/* Called when the unit has written a line that matches ready = log:PATTERN. */
	void (*matched)(struct unit *u);
};

struct context {
	struct ev_loop *loop;
	const struct sup_host *host;
	struct core *core;
	const struct conf *conf; /* the configuration that is in force */
	struct unit **units;     /* in the order of the core: setups first, then services */
	uint32_t count;          /* number of units */
	int null_fd;             /* a descriptor of /dev/null for all starts; -1: none */
	/* A descriptor of our own control group, in which we make the groups of the
	 * services; -1: we may not make any. */
	int cgroup_fd;
	struct conf_scratch scratch; /* memory for the start that is being prepared */
	uint32_t main_processes;     /* number of main processes that run */
	uint32_t spawns_in_flight;   /* children that have not reported their start yet */
	uint32_t running_setup;      /* index of the setup that runs; UNIT_NONE: none */
	bool setups_over;            /* all setups are done: services may run */
	bool command_asked;          /* `-- CMD` was sent a signal that requests its end */
	msec shutdown_by; /* time at which the shutdown stops waiting; 0: no shutdown yet */
	/* The states of the rooms. Only the room that owns a struct uses its fields. */
	struct accounts *accounts;
	struct channel_pool *channel_pool;
	struct child_table *children;
	struct cleanup *cleanup;
	struct ownership *ownership;
	struct logger_child *logger; /* NULL: no service writes to the log */
	struct service_pipes *pipes;
	struct health_list *health;
	struct setup_vars *setup_vars;
	char **user_maps; /* the words of map-user at the start, NULL-terminated */
	bool finished;    /* all units have ended, and so has the drain of their output */
	struct reloads *reloads;
	struct services *services;
	struct spawn_slots *spawn_slots;
	/* service/dispatch.c: carries out all orders of the core. A call while an order is
	 * carried out returns at once, because the outer call continues with the next
	 * order. */
	void (*pump)(struct context *ctx);
	/* start/plan.c: fills in a helper's plan from its spec; its memory is the scratch.
	 * Returns 0, or a negative errno with *err. */
	int (*fill_helper)(struct helper *helper, struct spawn_plan *plan, struct env *env,
			   struct text *err);
	const struct unit_events *events;
	const struct output_events *output_events;
};

/* Carries out all orders of the core, as `pump` says. */
static inline void context_pump(struct context *ctx)
{
	ctx->pump(ctx);
}

#endif
