/* supervisor/logger/base/logger.h - declares the state of the logger.
 *
 * Layer:   supervisor/logger/base.
 * Units:   msec and nsec of CLOCK_MONOTONIC, as the names say. */
#ifndef SUPERVISOR_LOGGER_BASE_LOGGER_H
#define SUPERVISOR_LOGGER_BASE_LOGGER_H

#include "supervisor/logger/base/stream.h"
#include "supervisor/logger/sink/console.h"

#include <sys/types.h>

struct log_reader;

/* Limits the number of sources that are BUSY at the same time. */
#define BUSY_POLL_MAX 64
/* Limits the bytes that a drain reads from one source, because its writers may never
 * stop. */
#define DRAIN_BYTES_MAX (64u << 20)

/* Limits the number of clients that read the logs at the same time. */
#define LOG_READERS_MAX 16
#define WRITTEN_MAX     64

/* The phases of the loop; loop_phase.c has the legal moves. */
enum loop_phase {
	LOOP_NEW,         /* PID 1 has not sent the log memory yet */
	LOOP_LOADING,     /* PID 1 sends the streams */
	LOOP_HANDED_OVER, /* another logger continues; we exit without a drain */
	LOOP_SERVING,
	LOOP_DRAINING, /* writing the rest of all output */
	LOOP_GAVE_UP,  /* the container's output is not read: the rest is lost */
	LOOP_PHASE_COUNT
};

/* Replies that must be sent (replies.c). */
enum reply_due {
	DUE_SERVING = 1 << 0,
	DUE_FLUSHED = 1 << 1,
	DUE_MATCHES = 1 << 2, /* some streams have match_reply_due */
	DUE_PIPES = 1 << 3    /* some streams have pipes_reply_due */
};

struct logger {
	enum loop_phase phase;
	int error;     /* errno that the logger exits with; 0: it works */
	int socket;    /* the socket to PID 1, for packets and replies */
	int signal_fd; /* signalfd for writes to pipes; -1: such signals do not work here */
	int epoll_fd, inotify_fd, log_memory_fd, dev_log_fd, watchdog_fd;
	pid_t pid; /* our own pid */

	struct log_memory *memory;
	uint64_t rings_end; /* end of all rings in the log memory */
	struct console console[2];
	struct stream **streams; /* all streams, by stream id */
	uint32_t stream_capacity;
	struct source **sources; /* all sources, by source id */
	struct source *syslog;

	struct own_style own_style; /* the style of ctinit's own lines */
	bool colour;

	uint8_t replies_due; /* mask of enum reply_due */
	/* Work for later in the round. */
	bool flush_requested; /* PID 1 wants a reply when the consoles are empty */
	bool ends_pending;    /* some sources have end_pending */
	bool pipes_check_due; /* some streams have PIPES_TO_CLOSE */
	bool tails_pending;   /* followed files may have more to read */
	bool fds_refused;     /* epoll refused a descriptor; a timer retries */
	bool tails_polled;    /* a timer checks followed files, because inotify cannot */

	uint64_t wake_msec;           /* when epoll_wait(2) must return; 0: no limit */
	uint64_t drain_deadline_msec; /* deadline of the drain; 0: no limit */
	uint64_t watchdog_fed_msec;   /* when watchdog_feed() reset the timer last */
	uint64_t bytes_moved;         /* total number of bytes read */

	/* For consoles.c and loss.c. */
	bool console_watched[2]; /* epoll watches the console */
	bool has_blocked[2];     /* the console blocked a source at the last check */
	uint32_t next_blocked;   /* first blocked source to resume next time */
	int reported_errno;      /* errno of stdout that was reported; 0: none */
	uint64_t reported_msec, lost_reported_msec[2];

	/* For reader/: clients that read the logs, and the streams whose rings have new
	 * entries in this round. written_count is WRITTEN_MAX + 1 if there are more. */
	struct log_reader *readers[LOG_READERS_MAX];
	uint32_t reader_count, written[WRITTEN_MAX], written_count;
	bool readers_pending; /* a reader can continue without an event */

	/* For wakeup_signals.c: the queue of ready sources (a ring), and the source of each
	 * descriptor. */
	uint32_t *ready, ready_first, ready_count, *by_fd, by_fd_capacity;
	bool *is_ready;

	/* For busy_poll.c: the sources that this round has read; the sources in
	 * SOURCE_BUSY. */
	uint32_t woken[BUSY_POLL_MAX], woken_count, busy[BUSY_POLL_MAX], busy_count;
	unsigned busy_rounds; /* number of short rounds in a row */
	/* When the last round ended, and bytes_moved at that time. */
	uint64_t round_ended_nsec, round_bytes_moved;
};

/* The kind of descriptor of an epoll event. */
enum task {
	TASK_COMMANDS,
	TASK_SIGNALS,
	TASK_SOURCE,
	TASK_CONSOLE,
	TASK_DEV_LOG,
	TASK_TAILS,
	TASK_READER
};
#define TASK(kind, id) ((uint64_t)(kind) << 32 | (uint32_t)(id))

/* Records in the log memory what the logger is doing. Call it before a call that a service
 * can block for ever, and with ACTIVITY_WORKING after it. PID 1 reads the record when the
 * logger makes no progress. */
static inline void activity_set(struct logger *lg, enum activity_kind kind, uint32_t slot)
{
	volatile struct activity *activity = &lg->memory->activity;

	activity->slot = slot;
	activity->kind = kind;
}

/* Remembers that the ring of the stream has a new entry, if there are readers. */
static inline void logger_note_written(struct logger *lg, const struct stream *stream)
{
	if (lg->reader_count == 0 || lg->written_count > WRITTEN_MAX)
		return;
	if (lg->written_count < WRITTEN_MAX)
		lg->written[lg->written_count] = stream->id;
	lg->written_count++;
}

/* loop_phase.c */
/* Moves the loop to a phase. Reports an illegal move as a bug, but makes it. */
void loop_set_phase(struct logger *lg, enum loop_phase to);
/* Returns true if the table allows the move. */
bool loop_move_is_legal(enum loop_phase from, enum loop_phase to);

/* Returns true if sources are read: from PACKET_START on, also during a drain. */
static inline bool loop_is_serving(const struct logger *lg)
{
	return lg->phase >= LOOP_SERVING;
}
/* Returns true during the drain, and after the logger gave up. */
static inline bool loop_is_draining(const struct logger *lg)
{
	return lg->phase >= LOOP_DRAINING;
}

/* loop_timer.c */
/* Returns the time of CLOCK_MONOTONIC in msec. */
uint64_t clock_msec(void);
/* Makes the loop wake up at `at_msec` or earlier. */
void wake_at(struct logger *lg, uint64_t at_msec);
/* Resets PID 1's watchdog timer, at most once a second. The timer expires 3 s after the
 * last reset, because the logger is idle or hangs. PID 1 watches the timer, because an
 * unread packet shows a hang only after PID 1 has sent one. Does nothing if PID 1 sent no
 * timer. */
void watchdog_feed(struct logger *lg);

/* warning.c */
/* Formats the text as one of ctinit's own lines for a console, in line[OWN_LINE_MAX].
 * Returns its length, which includes the newline. */
size_t logger_format_warning(struct logger *lg, const struct console *console,
			     const char *text, char *line);
/* Prints a warning on the container's stderr. Drops it if the console's buffer has no
 * space, or before PACKET_HELLO. */
void logger_warn(struct logger *lg, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* replies.c */
/* Sends the replies in lg->replies_due. If the socket is full, keeps the rest, and wakes
 * the loop up after 20 ms. */
void replies_send_due(struct logger *lg);
/* Sends REPLY_SERVING, or makes it due if the socket is full. */
void reply_serving(struct logger *lg);
/* Stops the search for the ready pattern, records the match in the log memory, and sends
 * REPLY_MATCHED, or makes it due if the socket is full. */
void reply_matched(struct logger *lg, struct stream *stream);

#endif
