/* supervisor/output/logger_phase.h - defines the phases of the logger process, in one
 * table.
 *
 * Pure. Private to the room.
 *
 * PID 1 starts the logger when a service needs it, replaces a dead logger, and gives up
 * after too many failures. Each event of the logger has an entry in the table with the next
 * phase and the order for PID 1. An event without an entry cannot happen in that phase.
 *
 * Packets in the queue, and waits for a flush or a drain, do not belong to the phase
 * (logger_child.h). */
#ifndef SUPERVISOR_OUTPUT_LOGGER_PHASE_H
#define SUPERVISOR_OUTPUT_LOGGER_PHASE_H

#include <stdbool.h>

/* clang-format off */
/* name            process  meaning */
#define LOGGER_PHASES(X)                                                              \
	X(NONE,           0, "no logger runs, and none is needed")                    \
	X(BACKOFF,        0, "the last one died or could not be started; a timer runs") \
	X(STARTING,       1, "it runs, but does not serve yet")                       \
	X(SERVING,        1, "it serves: it reads the output of the services")        \
	X(HANDOVER_EARLY, 1, "it was asked to exit before it served")                 \
	X(HANDOVER,       1, "it served and was asked to exit for another logger")    \
	X(FAILED,         0, "PID 1 gave up; a killed logger may not be reaped yet")

#define LOGGER_EVENTS(X)                                                        \
	X(NEEDED,      "there is output to read, or there may be soon")         \
	X(RETRY,       "the backoff is over")                                   \
	X(NOT_STARTED, "there was no process, no memory or no descriptor for it") \
	X(SERVES,      "it reports that it serves")                             \
	X(REPLACE,     "another logger has to take its place")                  \
	X(DIED,        "it exited or was killed")                               \
	X(HANDED_OVER, "it exited as it was asked to")                          \
	X(DRAINED,     "it wrote all output and exited")                        \
	X(LATE,        "it could not write all output in time")                 \
	X(USELESS,     "it died, like the loggers before it, without serving")

#define LOGGER_ORDERS(X)                                                  \
	X(NOTHING,       "")                                              \
	X(START,         "start a logger now")                            \
	X(START_LATER,   "start a logger after a backoff")                \
	X(WELCOME,       "forget past failures; continue what waited for it") \
	X(SEND_HANDOVER, "ask it to exit")                                \
	X(END_CONTAINER, "report the failure and shut down")
/* clang-format on */

#define X(name, ...) LOGGER_##name,
enum logger_phase { LOGGER_PHASES(X) LOGGER_PHASE_COUNT };
#undef X
#define X(name, ...) LOGGER_ON_##name,
enum logger_event { LOGGER_EVENTS(X) LOGGER_EVENT_COUNT };
#undef X
#define X(name, ...) LOGGER_DO_##name,
enum logger_order { LOGGER_ORDERS(X) LOGGER_ORDER_COUNT };
#undef X

struct logger_move {
	bool known; /* false: the event cannot happen in this phase */
	enum logger_phase to;
	enum logger_order order;
};

/* Returns the move for this phase and event; its `known` is false if there is none. */
struct logger_move logger_next(enum logger_phase from, enum logger_event on);

/* Returns true if a logger runs that we have not given up. */
bool logger_phase_has_process(enum logger_phase phase);

/* Returns true for the phases of a logger that has served. */
bool logger_phase_has_served(enum logger_phase phase);

/* Returns true if the logger was asked to exit so that another one can replace it. It reads
 * no more packets; unsent packets go to the next logger. */
bool logger_phase_is_handover(enum logger_phase phase);

const char *logger_phase_name(enum logger_phase phase);
const char *logger_event_name(enum logger_event on);

#endif
