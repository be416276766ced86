/* supervisor/logger/base/logger.h - what all parts of the logger know, and its smallest
 * tools.
 *
 * Layer:   supervisor/logger/base.
 * Units:   msec and nsec of CLOCK_MONOTONIC where the name says so. */
#ifndef SUPERVISOR_LOGGER_BASE_LOGGER_H
#define SUPERVISOR_LOGGER_BASE_LOGGER_H

#include "supervisor/logger/base/stream.h"
#include "supervisor/logger/sink/console.h"

/* The most sources that are BUSY at the same time. */
#define BUSY_POLL_MAX 64
/* Bytes that are read at the end of a source that never stops writing. */
#define DRAIN_BYTES_MAX (64u << 20)

/* loop_phase.c has the legal moves. */
enum loop_phase {
	LOOP_NEW,         /* PID 1 has not sent the state yet */
	LOOP_LOADING,     /* PID 1 sends the streams */
	LOOP_HANDED_OVER, /* another logger continues; nothing is drained */
	LOOP_SERVING,
	LOOP_DRAINING, /* the end: the rest of all output is written */
	LOOP_GAVE_UP,  /* the container's output has no reader: the rest is lost */
	LOOP_PHASE_COUNT
};

/* Replies that are not sent yet: replies.c. */
enum reply_due {
	DUE_SERVING = 1 << 0,
	DUE_FLUSHED = 1 << 1,
	DUE_MATCHES = 1 << 2, /* streams with match_reply_due */
	DUE_RELEASES = 1 << 3 /* streams with release_reply_due */
};

struct logger {
	enum loop_phase phase;
	int error;     /* errno: why it cannot work; the exit code */
	int socket;    /* PID 1's commands */
	int signal_fd; /* signalfd of writes to pipes; -1: they do not work here */
	int epoll_fd, inotify_fd, state_fd, syslog_fd, watchdog_fd;
	pid_t pid; /* our own */

	struct log_memory *state;
	uint64_t rings_end; /* offset in state_fd */
	struct console console[2];
	struct stream **streams; /* by id */
	uint32_t stream_capacity;
	struct source **sources; /* by id; state->sources of them */
	struct source *syslog;

	struct own_style own_style; /* of ctinit's own lines */
	bool colour;

	uint8_t replies_due; /* a mask of enum reply_due */
	/* Work that waits for its place in the round. */
	bool flush_requested;  /* PID 1 wants to know when the consoles are empty */
	bool ends_pending;     /* sources with end_pending */
	bool releases_pending; /* streams with RELEASE_REQUESTED */
	bool tails_pending;    /* followed files that may have more to read */
	bool fds_refused;      /* epoll refused a descriptor: it is tried again by time */
	bool tails_polled;     /* followed files are looked at by time, without inotify */

	uint64_t wake_msec;           /* the loop's next wake-up by time; 0: none */
	uint64_t drain_deadline_msec; /* 0: none, PID 1 is gone */
	uint64_t watchdog_fed_msec;
	uint64_t bytes_moved; /* ever */

	/* The consoles: consoles.c, loss.c. */
	bool console_watched[2]; /* by epoll */
	bool has_blocked[2];     /* sources that were blocked by it when last checked */
	uint32_t next_blocked;   /* the source whose turn is next */
	int reported_errno;      /* of stdout's loss; 0 */
	uint64_t reported_msec, lost_reported_msec[2];

	/* wakeup.c: a ring of ready sources, each once; sources by descriptor. */
	uint32_t *ready, ready_first, ready_count, *by_fd, by_fd_capacity;
	bool *is_ready;

	/* busy_poll.c: sources that the last round read, and those that are read by time. */
	uint32_t woken[BUSY_POLL_MAX], woken_count, busy[BUSY_POLL_MAX], busy_count;
	unsigned busy_rounds; /* in a row */
	uint64_t round_ended_nsec, round_bytes_moved;
};

/* What an event of epoll is about. */
enum task {
	TASK_COMMANDS,
	TASK_SIGNALS,
	TASK_SOURCE,
	TASK_CONSOLE,
	TASK_SYSLOG,
	TASK_TAILS
};
#define TASK(kind, id) ((uint64_t)(kind) << 32 | (uint32_t)(id))

/* Records what we do before each call that a service can make last for ever, and after it.
 * PID 1 reads it when the logger makes no progress. */
static inline void activity_set(struct logger *lg, enum activity_kind kind, uint32_t source)
{
	volatile struct activity *activity = &lg->state->activity;

	activity->source = source;
	activity->kind = kind;
}

/* loop_phase.c. An illegal move is a bug: it is reported, and made all the same. */
void loop_set_phase(struct logger *lg, enum loop_phase to);
bool loop_move_is_legal(enum loop_phase from, enum loop_phase to);

/* Sources are read. */
static inline bool loop_is_serving(const struct logger *lg)
{
	return lg->phase >= LOOP_SERVING;
}
static inline bool loop_is_draining(const struct logger *lg)
{
	return lg->phase >= LOOP_DRAINING;
}

/* loop_timer.c */
uint64_t clock_msec(void);
/* The loop wakes up at that time, or before. */
void wake_at(struct logger *lg, uint64_t at_msec);
/* Sets PID 1's timer again, which expires unless we do: nothing else shows PID 1 that the
 * logger hangs in a call. */
void watchdog_feed(struct logger *lg);

/* warning.c */
/* Formats a line of ctinit's own for that console. Returns the length; line[OWN_LINE_MAX]. */
size_t logger_format_warning(struct logger *lg, const struct console *console,
			     const char *text, char *line);
/* Prints a warning on the container's stderr. */
void logger_warn(struct logger *lg, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* replies.c. A reply that the socket has no space for is sent later. */
void replies_send_due(struct logger *lg);
void reply_serving(struct logger *lg);
void reply_matched(struct logger *lg, struct stream *stream);

#endif
