/* supervisor/reload/reload.h - replaces the configuration in force by another one.
 *
 * Units that are gone, or changed in keys that only count at a start, stop first, in the
 * old core's order; then the new core takes over. All other units continue, and do what
 * their key `reload` says. After sup_new() the supervisor allocates only in a reload.
 * Nearly all of it is allocated before anything changes, so that a reload is refused if
 * memory is short. If it is short for the new core, the old one continues and starts the
 * stopped units again.
 *
 * Layer:   above service/; the face calls it.
 * Memory:  struct reloads is embedded in struct sup. */
#ifndef SUPERVISOR_RELOAD_RELOAD_H
#define SUPERVISOR_RELOAD_RELOAD_H

#include "supervisor/child/table.h"
#include "supervisor/core/machine.h"

struct health_list;
struct service_pipes;

/* What a reload does to a unit, and the word for it in messages. */
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
	struct reload *next; /* in reloads->retired: a start may still read its conf */
	struct conf *conf;   /* the new configuration; after reload_apply() the old one */
	struct generation *generations; /* of the units that are new or changed */
	struct unit *
		*units; /* the new context->units; reload_apply() adds the kept units */
	struct policy **policy_of, *policies;
	struct child_table children;
	struct service_pipes *pipes;
	struct health_list *health;
	/* Arrays with `count` entries, by the new index of a unit. */
	uint32_t count;
	int32_t *old_index; /* -1: none */
	uint8_t *change;    /* enum change */
	bool *recreate;     /* the unit is replaced by a new one */
	bool *was_in_start; /* the old list of units to start contained it */
	/* Arrays by the old index of a unit. */
	int32_t *new_index;  /* -1: none */
	bool *retire;        /* it stops before the new core takes over */
	bool *restart;       /* it ran, or had ended without a request */
	uint32_t next_check; /* old index of the first unit that may still run */
	uint32_t changes;    /* for the last message */
	msec logger_by; /* when we stop waiting for a logger; 0: we have not waited yet */
};

/* What reload/ keeps of the supervisor. */
struct reloads {
	struct reload *running; /* NULL: none */
	struct reload *retired; /* applied ones whose old configuration may still be read */
	struct conf *owned_conf; /* the configuration in force, if a reload brought it */
	/* ev_feed_event() makes it run after each pump while a reload runs or `retired` can
	 * be freed. It is started while the reload waits for a logger. */
	ev_timer timer;
	bool polling; /* on_reload_timer() runs */
	/* Of the units that the last reload started: */
	uint32_t unsettled;    /* how many are neither ready nor over yet */
	uint32_t failed;       /* how many have failed */
	uint32_t first_failed; /* the index of the first one that failed */
};

void reload_init(struct context *ctx);
void reload_done(struct context *ctx);

/* These two are sup_reload() and sup_can_reload(). */
int reload_start(struct context *ctx, struct conf *conf);
bool reload_is_possible(const struct context *ctx);

/* ---- diff.c ---- */

/* Decides what the reload does to each unit. */
void reload_diff(struct context *ctx, struct reload *reload);
/* Returns true if no unit would run after the reload, because all units that are left are
 * done, failed or not to be started. Probably the file is empty or half written, or an
 * [include] directory is missing. */
bool reload_leaves_nothing(const struct context *ctx, const struct reload *reload);

/* ---- messages.c ---- */

/* Reports what the reload does to each section, and counts the changes. */
void reload_report(struct context *ctx, struct reload *reload);

/* ---- relax_edges.c ---- */

/* If a unit that continues needs a unit that retires, and its new section does not name
 * that need, rebuilds the old core with an edge of order in place of the need. So the
 * retired unit does not stop the other one, but the units still stop in order. Returns 0,
 * or -ENOMEM; then the core is as it was. */
int reload_relax_edges(struct context *ctx, const struct reload *reload);

/* ---- policies.c ---- */

/* Fills the new policies of units that continue and whose policy keys have variables. */
void reload_update_policies(struct context *ctx, struct reload *reload);

/* ---- apply.c ---- */

/* Replaces the old core and the old configuration, and starts what is to start. Cannot
 * fail: it allocates nothing but lists of followed files (tails_reconfigure()). */
void reload_apply(struct context *ctx, struct reload *reload, struct core *core);

/* ---- outcome.c ---- */

/* Reports that the new configuration is in force, or that nothing has changed. "reload:
 * done" follows, in the first case, when the units that it started have settled. */
void outcome_begin(struct context *ctx, const struct reload *reload);
/* Call when a unit has changed its state. */
void outcome_state_changed(struct unit *u, enum svc_state to);

#endif
