/* supervisor/core/machine.h - defines the states, events and orders of a service.
 *
 * Pure. The enums, the words in messages and docs/states.md are generated from the lists
 * below.
 *
 * Layer: core, its lowest file; base/ and the rooms above base/ may include it. */
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

/* The names appear in `ctinit events`, where programs match them, so they must not change.
 * The meanings appear in the lines of -v. */
#define SVC_EVENTS(X)                                                             \
	X(WANT,           "it is requested to run")                               \
	X(SKIP,           "its conditions do not hold, or what it needs is skipped") \
	X(PREPARE,        "all services before it are there, so its conditions and wait-for are next") \
	X(CANCEL_PREPARE, "conditions and wait-for are not needed any more")      \
	X(MET,            "nothing is missing any more before its start")         \
	X(NEED_FAILED,    "what it needs failed for good before it started")      \
	X(STOP,           "it must stop now")                                     \
	X(PRE_STOP,       "it must stop, after its pre-stop")                     \
	X(PRE_STOPPED,    "its pre-stop is over")                                 \
	X(UNHEALTHY,      "its health check failed")                              \
	X(READY,          "it is ready")                                          \
	X(TIMEOUT,        "the time limit of this state is over")                 \
	X(LAST_WAIT,      "the time limit after its last stop signal is over")    \
	X(KILL,           "it must be gone at once")                              \
	X(DIED_AGAIN,     "it has ended, and starts again after a pause")                  \
	X(DIED_WAIT,      "it has ended, and starts again with what it needs")                  \
	X(DIED_DOWN,      "it has ended, as requested")                                   \
	X(DIED_DONE,      "it has ended, as it was meant to")                             \
	X(DIED_FAILED,    "it has ended, and is not started again")

/* The orders in the transition table. */
#define SVC_ORDERS(X)                                                          \
	X(NOTHING,        "")                                                  \
	X(PREPARE,        "check its conditions and wait for its wait-for")    \
	X(CANCEL_PREPARE, "cancel that")                                       \
	X(SPAWN,          "start its process")                                 \
	X(PRE_STOP,       "run its pre-stop")                                  \
	X(SIGNAL,         "send the next signal of its stop")                  \
	X(KILL,           "kill it")

/* All orders: those of the table, and those that the core adds. See core.h for each. */
#define CORE_ORDERS(X)                                                         \
	SVC_ORDERS(X)                                                          \
	X(ARM_TIMER,    "set the timer of the service")                        \
	X(CANCEL_TIMER, "stop the timer of the service")                       \
	X(REPORT,       "report a change of state")                            \
	X(ARM_SHUTDOWN, "set the timer of the shutdown")                       \
	X(FINISHED,     "the supervisor may exit")
/* clang-format on */

#define X(name, ...) SVC_##name,
enum svc_state { SVC_STATES(X) SVC_STATE_COUNT };
#undef X
#define X(name, ...) ON_##name,
enum svc_event { SVC_EVENTS(X) SVC_EVENT_COUNT };
#undef X
#define X(name, ...) ORDER_##name,
enum core_order_kind { CORE_ORDERS(X) };
#undef X
#define SVC_ORDER_COUNT  (ORDER_KILL + 1)
#define CORE_ORDER_COUNT (ORDER_FINISHED + 1)

struct svc_move {
	bool known; /* false: the event cannot happen in this state (a bug) */
	enum svc_state to;
	enum core_order_kind order; /* an order of SVC_ORDERS */
};

/* Returns the move for this state and event. */
struct svc_move svc_next(enum svc_state from, enum svc_event on);
/* Returns the state's word in messages: "starting". */
const char *svc_state_word(enum svc_state state);
/* Returns true if a service in this state has a main process, or runs a command such as
 * `pre-start` or `post-stop` instead. */
bool svc_has_process(enum svc_state state);
/* Returns the event's name: "DIED_AGAIN". */
const char *svc_event_word(enum svc_event on);
/* Returns what the event means, for messages: "it must stop now". */
const char *svc_event_meaning(enum svc_event on);

#endif
