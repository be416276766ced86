/* supervisor/reload/reload.h - replaces the current configuration.
 *
 * Units that the new configuration no longer has, or whose changed keys need a restart,
 * stop first, in the order of the old core. Then the new core takes over. All other units
 * continue, and apply their key `reload`.
 *
 * After sup_new() only a reload allocates, and nearly all of it before any unit stops: if
 * that runs out of memory, the reload is refused, and nothing changes. The new core is
 * allocated when the units have stopped: if there is no memory for it, the old core
 * continues, and starts them again. Later only lists of followed files are allocated: if
 * there is no memory for a list, the files of that service are not followed.
 *
 * Layer:   above service/; sup_calls.c calls it.
 * Memory:  struct reloads is embedded in struct sup. */
#ifndef SUPERVISOR_RELOAD_RELOAD_H
#define SUPERVISOR_RELOAD_RELOAD_H

#include "supervisor/child/table.h"
#include "supervisor/core/machine.h"

struct health_list;
struct service_pipes;

/* The effect of a reload on a unit, and its word in messages. */
/* clang-format off */
#define CHANGES(X)                                                         \
	X(KEEP,    "")                                                     \
	X(LIVE,    "changed")                                              \
	X(RESTART, "restart")                                              \
	X(ADD,     "new")                                                  \
	X(REMOVE,  "removed")
/* clang-format on */
enum change {
#define X(name, word) CHANGE_##name,
	CHANGES(X)
#undef X
};

struct reload {
	struct reload *next; /* next in reloads->retired */
	struct conf *conf;   /* the new configuration; after reload_apply() the old one */
	struct generation *generations; /* generations of the new and changed units */
	struct unit **units;            /* the new context->units */
	struct policy **policy_of, *policies;
	struct child_table children;
	struct service_pipes *pipes;
	struct health_list *health;
	struct core *strict; /* the core before reload_relax_edges(), or NULL */
	/* Arrays of `count` entries, by a unit's new index. */
	uint32_t count;
	int32_t *old_index; /* -1: no such unit */
	uint8_t *change;    /* enum change */
	bool *recreate;     /* a new unit replaces the old one */
	bool *was_in_start; /* the unit was in the old list of units to start */
	/* Arrays by a unit's old index. */
	int32_t *new_index;  /* -1: no such unit */
	bool *retire;        /* the unit stops before the new core takes over */
	bool *restart;       /* the unit ran, or had ended without a request */
	uint32_t next_check; /* old index of the first unit that may still run */
	uint32_t changes;    /* number of changes, for the last message */
	msec logger_by;      /* when to stop waiting for a logger; 0: not waiting */
	/* The service whose instances shall all run, by its name in `conf`; NULL: any
	 * reload. Then the key `reload` of the units that continue does not run. */
	const char *scaled;
};

/* State of reload/ for the supervisor. */
struct reloads {
	struct reload *running;  /* NULL: no reload runs */
	struct reload *retired;  /* applied reloads; a start may read their old `conf` */
	struct conf *owned_conf; /* the current configuration, if it comes from a reload */
	/* ev_feed_event() runs it after each pump while a reload runs or `retired` can be
	 * freed. It is started while the reload waits for a logger. */
	ev_timer timer;
	bool polling; /* on_reload_timer() is running */
	/* Counts units that the last reload started. */
	uint32_t unsettled;    /* units of the last reload that have not settled yet */
	uint32_t failed;       /* units of the last reload that have failed */
	uint32_t first_failed; /* index of the first unit that failed */
};

void reload_init(struct context *ctx);
/* Frees a running reload, all applied ones, and the configuration of the last one. Call it
 * when all units are released. */
void reload_done(struct context *ctx);

/* For sup_reload() and sup_can_reload(), which have the contracts. */
int reload_start(struct context *ctx, struct conf *conf, const char *scaled);
/* Reports what a reload with `conf` would change. Changes nothing, and frees nothing: for a
 * child that exits soon. Returns 0, -ENODATA if nothing would be left to run, or
 * -ENOMEM. */
int reload_preview(struct context *ctx, struct conf *conf);
bool reload_is_possible(const struct context *ctx);
/* Returns the index of a unit that the last reload still waits for: it stops, or a reload
 * that was applied has started it. UNIT_NONE if there is none. */
uint32_t reload_awaited(const struct context *ctx);

/* ---- diff.c ---- */

/* Decides what the reload does to each unit, and fills in the arrays. Allocates nothing. */
void reload_diff(struct context *ctx, struct reload *reload);
/* Returns true if unit `i` of the new configuration is an instance of reload->scaled. */
bool reload_scales(const struct reload *reload, uint32_t i);
/* Returns true if no unit would run after the reload: all continuing units are done, failed
 * or not to be started. Probably the file is empty or incomplete, or an [include] directory
 * is missing. */
bool reload_leaves_nothing(const struct context *ctx, const struct reload *reload);

/* ---- messages.c ---- */

/* Reports the effect of the reload on each section, and counts the changes. */
void reload_report(struct context *ctx, struct reload *reload);

/* ---- relax_edges.c ---- */

/* If a continuing unit needs a retiring unit, and its new section no longer has that need,
 * rebuilds the old core with EDGE_ORDER instead of EDGE_NEED. The retiring unit then does
 * not stop the other one, but units still stop in order. Returns 0, or -ENOMEM; ctx->core
 * is then unchanged. */
int reload_relax_edges(struct context *ctx, struct reload *reload);
/* Undoes reload_relax_edges() when a reload is abandoned. Allocates nothing, and does
 * nothing if no edge was changed. */
void reload_restore_edges(struct context *ctx, struct reload *reload);

/* ---- policies.c ---- */

/* Fills in the new policies of continuing units whose policy keys have variables. If these
 * cannot be expanded now, reports that, and the unit keeps its policy until its next
 * start. */
void reload_update_policies(struct context *ctx, struct reload *reload);

/* ---- apply.c ---- */

/* Replaces the old core and configuration, frees the old core, and starts units. Cannot
 * fail. Allocates only lists of followed files (tails_reconfigure()). `reload` then has the
 * old configuration and its arrays: free it when no start reads them any more. */
void reload_apply(struct context *ctx, struct reload *reload, struct core *core);

/* ---- outcome.c ---- */

/* Reports that the new configuration is in force, or that nothing has changed. In the first
 * case "reload: done" follows, when the units that it started have settled. */
void outcome_begin(struct context *ctx, const struct reload *reload);
/* Call when a unit has changed its state. */
void outcome_state_changed(struct unit *u, enum svc_state to);

#endif
