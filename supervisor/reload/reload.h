/* supervisor/reload/reload.h - another configuration takes the place of the one in force.
 *
 * Units that are gone or changed stop first, in the old core's order; then the new core takes
 * over. A unit that is the same continues untouched. Only here does the supervisor allocate
 * after sup_new(), and all of it before anything changes: if memory is short, the reload is
 * refused.
 *
 * Layer:   above service/.
 * Memory:  struct reloads is embedded in struct sup. */
#ifndef SUPERVISOR_RELOAD_RELOAD_H
#define SUPERVISOR_RELOAD_RELOAD_H

#include "supervisor/child/table.h"
#include "supervisor/core/machine.h"

struct health_list;
struct service_pipes;

/* What becomes of a unit. */
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
	struct reload *next; /* in reloads->retired: starts may still read its conf */
	struct conf *conf;   /* the new one; once it was applied, the old one */
	struct generation *generations; /* of the units that are new or changed */
	struct unit *
		*units; /* the new context->units; kept units come in when it is applied */
	struct policy **policy_of, *policies;
	struct child_table children;
	struct service_pipes *pipes;
	struct health_list *health;
	/* By new index. */
	uint32_t count;
	int32_t *old_index; /* -1: none */
	uint8_t *change;    /* enum change */
	bool *recreate;     /* the unit is replaced by a new one */
	bool *was_in_start; /* it was in the list of units to start before */
	/* By old index. */
	int32_t *new_index;  /* -1: none */
	bool *retire;        /* it stops before the new core takes over */
	bool *restart;       /* it ran, or had ended without a request */
	uint32_t next_check; /* old index of the first unit that may still run */
	uint32_t changes;    /* for the last message */
	msec logger_by;      /* how long a logger is waited for; 0: there was no need yet */
};

/* What reload/ keeps of the supervisor. */
struct reloads {
	struct reload *running; /* NULL: none */
	struct reload *retired; /* applied ones whose old configuration may still be read */
	struct conf *owned_conf; /* the configuration in force, if a reload brought it */
	/* Fed after each pump while a reload runs. Started: while it waits for a logger. */
	ev_timer timer;
	bool polling;
	/* The units that the last reload started. */
	uint32_t unsettled; /* neither ready nor over yet */
	uint32_t failed;
	uint32_t first_failed; /* its index */
};

void reload_init(struct context *ctx);
void reload_done(struct context *ctx);

/* Reloads: see sup_reload(). */
int reload_start(struct context *ctx, struct conf *conf);
bool reload_is_possible(const struct context *ctx);

/* ---- diff.c ---- */

/* Decides what becomes of each unit. */
void reload_diff(struct context *ctx, struct reload *reload);
/* Returns true if no unit would run after the reload: all that are left are done, failed or not
 * to be started. The file was emptied or half written, or an [include] directory is away. */
bool reload_leaves_nothing(const struct context *ctx, const struct reload *reload);
/* ---- report.c ---- */

void reload_report(struct context *ctx, struct reload *reload);

/* ---- relax_edges.c ---- */

/* Rebuilds the old core: a need of a unit that continues becomes an edge of order only, if
 * its new section does not name it. So the retired unit does not stop it, but the units
 * around it still stop in order. 0 or -ENOMEM. */
int reload_relax_edges(struct context *ctx, const struct reload *reload);

/* ---- policies.c ---- */

/* Fills the policies of units that continue and whose keys have variables. */
void reload_update_policies(struct context *ctx, struct reload *reload);

/* ---- apply.c ---- */

/* Replaces the old core and the old configuration. Allocates nothing. */
void reload_apply(struct context *ctx, struct reload *reload, struct core *core);

/* ---- outcome.c ---- */

/* The new configuration is in force. "reload: done" is reported when the units that it started
 * are ready, done, failed or skipped. */
void outcome_begin(struct context *ctx, const struct reload *reload);
void outcome_state_changed(struct unit *u, enum svc_state to);

#endif
