/* supervisor/base/context.h - what every room may read of the supervisor.
 *
 * struct sup (supervisor/sup.c) embeds one struct context. A room that keeps state of its
 * own for the whole supervisor keeps it in a struct of its own.
 *
 * Callbacks lead from a room up to the rooms above it. They are set once, in sup_new(). */
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
	/* All that was written before output_flush() is out, or no logger reads it. */
	void (*flushed)(struct context *ctx);
	/* All that was written is out. */
	void (*drained)(struct context *ctx);
	/* The container ends with `code`, because of `why`. */
	void (*failed)(struct context *ctx, int code, const char *why);
	/* ready = log:PATTERN: a line matched. */
	void (*matched)(struct unit *u);
};

struct context {
	struct ev_loop *loop;
	const struct sup_host *host;
	struct core *core;
	const struct conf *conf; /* the configuration that is in force */
	struct unit **units;     /* in the order of the core: setups first, then services */
	uint32_t count;          /* of units */
	int null_fd;             /* /dev/null, which every start uses; -1: none */
	int cgroup_fd; /* our control group, where services get their own; -1: none */
	struct conf_scratch scratch; /* of the start that is being prepared */
	uint32_t main_processes;     /* that run */
	uint32_t spawns_in_flight;   /* children that have not reported their start yet */
	uint32_t running_setup;      /* index of the setup that runs; UNIT_NONE: none */
	bool setups_over;            /* all setups are done: services may run */
	bool command_asked; /* a signal to end was passed on to the command of `-- CMD` */
	msec shutdown_by;   /* no wait of the shutdown goes beyond it; 0: no shutdown yet */
	/* The state of a room, which only that room looks into. */
	struct accounts *accounts;
	struct channel_pool *channel_pool;
	struct child_table *children;
	struct cleanup *cleanup;
	struct ownership *ownership;
	struct logger_child *logger; /* NULL: no service writes to the log */
	struct service_pipes *pipes;
	struct health_list *health;
	struct setup_vars *setup_vars;
	char **user_maps; /* the words of map-user at the start, NULL at the end */
	bool finished;    /* all units have ended and their output is written */
	struct reloads *reloads;
	struct services *services;
	struct spawn_slots *spawn_slots;
	/* service/dispatch.c: carries out all orders that follow from the facts given to the
	 * core. A call from within an order returns at once: the outer call continues. */
	void (*pump)(struct context *ctx);
	/* start/plan.c: fills the plan of a helper as its spec says, in the scratch. 0, or a
	 * negative errno with *err. */
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
