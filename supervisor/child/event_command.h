/* supervisor/child/event_command.h - runs the command of [init] on-event, once for each
 * event.
 *
 * One command runs at a time, at most EVENT_TIMEOUT. Up to EVENT_QUEUE events wait for it;
 * further ones are dropped, counted and reported. The command is no part of a service: it
 * has ctinit's user and environment, and its process group is killed when it ends.
 *
 * Layer:   child.
 * Memory:  event_command_configure() allocates, before the start and in a reload.
 * Source:  the table of docs/events.md is printed from CTINIT_EVENTS. */
#ifndef SUPERVISOR_CHILD_EVENT_COMMAND_H
#define SUPERVISOR_CHILD_EVENT_COMMAND_H

#include "supervisor/base/unit.h"
#include "supervisor/core/machine.h"

#define EVENT_TIMEOUT SECONDS(10)
#define EVENT_QUEUE   32u

/* clang-format off */
/* name, word, what it means */
#define CTINIT_EVENTS(X)                                                                     \
	X(STARTED,   "container-started",  "ctinit begins to start setups and services")     \
	X(ALL_READY, "container-ready",    "every service that was to start has come to rest: it is ready, done, skipped or failed") \
	X(STOPPING,  "container-stopping", "ctinit begins to stop the services; CTINIT_REASON says why") \
	X(READY,     "ready",     "the service is ready")                                    \
	X(DONE,      "done",      "the service or setup ended as it was meant to")           \
	X(BACKOFF,   "backoff",   "the service ended, and starts again after a pause")       \
	X(FAILED,    "failed",    "the service or setup failed for good")                    \
	X(UNHEALTHY, "unhealthy", "the health check of the service failed")                  \
	X(STOPPED,   "stopped",   "the service has stopped, as it was asked to")
/* clang-format on */

enum event_kind {
#define X(name, word, meaning) EVENT_##name,
	CTINIT_EVENTS(X)
#undef X
		EVENT_KIND_COUNT
};

/* Returns the event that a move to this state is, or EVENT_KIND_COUNT if it is none. `from`
 * is the state before. */
enum event_kind event_of_move(enum svc_state from, enum svc_state to);

struct event_facts {
	enum event_kind kind;
	const struct unit *unit; /* NULL: an event of the container */
	const char *from, *to;   /* states; NULL: none */
	const char *reason;      /* why; "" or NULL if there is no reason */
	int code;                /* the exit code, 128+N for signal N; -1: none */
};

/* Allocates the queue if `conf` sets on-event. Without memory no command is run, which is
 * reported. Call it before the start and in each reload. */
void event_command_configure(struct context *ctx, const struct conf *conf);
void event_command_free(struct context *ctx);
/* Queues the event. The command is started in a later turn of the loop. Does nothing without
 * on-event. */
void event_push(struct context *ctx, const struct event_facts *facts);
/* Call when the process of the command is dead and not reaped yet. */
void event_command_exited(struct context *ctx, pid_t pid, int wstatus);
/* Returns true if a command runs or events wait, and calls `idle` when all of that is over, or
 * after `longest`, whatever is first. Returns false, and does not call it, otherwise. */
bool event_command_wait(struct context *ctx, msec longest,
			void (*idle)(struct context *ctx));
/* Kills the command, forgets the queue, and reports how many events it did not get. */
void event_command_stop(struct context *ctx);

#endif
