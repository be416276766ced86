/* supervisor/core/machine.h - the life of one service: states, events, orders. Pure. */
#ifndef SUPERVISOR_CORE_MACHINE_H
#define SUPERVISOR_CORE_MACHINE_H

#include <stdbool.h>

/* clang-format off */
/* name         word        process  meaning */
#define SVC_STATES(X)                                                          \
	X(SKIPPED,  "skipped",  0, "its conditions do not hold")               \
	X(DOWN,     "down",     0, "nothing runs; nothing is wanted")          \
	X(WAITING,  "waiting",  0, "wanted; something before it is missing")   \
	X(STARTING, "starting", 1, "the process runs; not ready yet")          \
	X(READY,    "ready",    1, "the process runs and is ready")            \
	X(STOPPING, "stopping", 1, "stop signal sent; not gone yet")           \
	X(KILLING,  "killing",  1, "KILL sent; not gone yet")                  \
	X(BACKOFF,  "backoff",  0, "ended; pausing before the next start")     \
	X(DONE,     "done",     0, "ended as it was meant to")                 \
	X(FAILED,   "failed",   0, "ended for good, and not as it was meant to")

#define SVC_EVENTS(X)                                                       \
	X(WANT,        "someone wants it to run")                           \
	X(SKIP,        "its conditions do not hold, or what it needs is skipped") \
	X(PREPARE,     "all before it is there; something is to be done first") \
	X(UNPREPARE,   "what was to be done first is called off")           \
	X(MET,         "the last thing before it is there")                 \
	X(NEED_FAILED, "what it needs failed for good before it started")   \
	X(STOP,        "it is to stop now")                                 \
	X(PRE_STOP,    "it is to stop, after its pre-stop")                 \
	X(PRE_STOPPED, "its pre-stop is over")                              \
	X(UNHEALTHY,   "it does not work any more")                         \
	X(READY,       "it is ready")                                       \
	X(TIMEOUT,     "the wait of this state is over")                    \
	X(LAST_WAIT,   "the last wait of the stop is over")                 \
	X(KILL,        "it is to be gone at once")                          \
	X(DIED_AGAIN,  "gone; policy says: once more, after a pause")       \
	X(DIED_WAIT,   "gone; it returns with what it needs")               \
	X(DIED_DOWN,   "gone, as asked")                                    \
	X(DIED_DONE,   "gone, as it was meant to")                          \
	X(DIED_FAILED, "gone; policy says: for good")

#define SVC_ORDERS(X)                                                  \
	X(NOTHING,   "")                                               \
	X(PREPARE,   "do what comes before its process")               \
	X(UNPREPARE, "leave that")                                     \
	X(SPAWN,     "start its process")                              \
	X(PRE_STOP,  "run its pre-stop")                               \
	X(SIGNAL,    "send the next signal of its stop")               \
	X(KILL,      "kill it")
/* clang-format on */

#define X(name, ...) SVC_##name,
enum svc_state { SVC_STATES(X) SVC_STATE_COUNT };
#undef X
#define X(name, ...) ON_##name,
enum svc_event { SVC_EVENTS(X) SVC_EVENT_COUNT };
#undef X

#define X(name, ...) DO_##name,
enum svc_order { SVC_ORDERS(X) SVC_ORDER_COUNT };
#undef X

struct svc_move {
	bool known; /* false: this event cannot happen in this state (a bug) */
	enum svc_state to;
	enum svc_order order;
};

struct svc_move svc_next(enum svc_state from, enum svc_event on);
const char *svc_state_word(enum svc_state state);
bool svc_has_process(enum svc_state state);
const char *svc_event_word(enum svc_event on);

#endif
