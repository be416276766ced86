/* supervisor/reload/reload.h - another configuration, while services run. Private to the room.
 *
 * What is gone or changed stops first, in the old core's order; then the new core takes
 * over. What is the same goes on untouched. Only here does the room take memory after
 * sup_new(), all of it before anything changes; what cannot be had refuses the reload. */
#ifndef SUPERVISOR_RELOAD_RELOAD_H
#define SUPERVISOR_RELOAD_RELOAD_H

#include "conf/base/base.h"
#include "supervisor/child/table.h"
#include "supervisor/core/machine.h"

#include <stdbool.h>
#include <stdint.h>

struct service_pipes;
struct conf;
struct core;
struct generation;
struct health;
struct policy;
struct unit;
struct context;

/* What becomes of a service. */
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
	struct reload *next;         /* in ctx->spent: its conf may still be read */
	struct conf *conf;           /* the new one; once it has taken over, the old one */
	struct generation *editions; /* of each that is new or changed */
	/* The new ctx->units; who goes on comes in when it takes over. */
	struct unit **units;
	struct policy **of, *policies;
	struct child_table children;
	struct service_pipes *pipes;
	struct health_list *health;
	int32_t *map;    /* new index -> old, -1 */
	int32_t *to;     /* old index -> new, -1 */
	uint8_t *change; /* new index */
	bool *anew;      /* new index: it is made anew */
	bool *again;     /* old index: it ran, or had ended, before it changed */
	bool *listed;    /* new index: it was to be started before, too */
	bool *goes;      /* old index: retired */
	uint32_t count;
	uint32_t at;      /* of the old ones, the first that may not be gone */
	uint32_t changes; /* for the last line */
	msec logger_by;   /* a logger is waited for so long; 0: none was missed */
};

/* In a turn of the loop of its own, since it frees services: has all stopped that had to?
 * And what the last reloads left goes, once no start reads it any more. */
void reload_poll(struct context *ctx);
void reload_free(struct context *ctx); /* for sup_free() */
/* reload_diff.c: what becomes of each; then it is told. */
void reload_diff(struct context *ctx, struct reload *r);
/* No service would run after it: those that are left are done, failed or not to be started.
 * That is a file that was emptied or half written, or an [include] directory that is away. */
bool reload_leaves_nothing(const struct context *ctx, const struct reload *r);
void reload_report(struct context *ctx, struct reload *r);
/* In the old core, needs of a service that continues which its new section does not name only
 * order: they are no reason to stop it, but those around it still stop in order. 0 or
 * -ENOMEM. */
int reload_relax_edges(struct context *ctx, const struct reload *r);
/* reload_done.c: the new configuration counts. "reload: done" is said when what it started is
 * ready, done, failed or skipped. */
void outcome_begin(struct context *ctx, const struct reload *r);
void outcome_state_changed(struct unit *u, enum svc_state to);
/* reload_over.c: from one generation to the other; takes no memory. */
void reload_apply(struct context *ctx, struct reload *r, struct core *core);

#endif
