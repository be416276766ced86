/* supervisor/output/logger_child.h - declares PID 1's side of the logger.
 *
 * Private to the room. The files of the room, lowest first:
 *   slots, logger_phase, service_pipe     independent of the logger
 *   stream_lookup, send_queue             the packets that must be sent
 *   log_keys, log_memory_new, tail_slots  the needs of a service's keys; the log memory
 *   message_hold, stream_close, logger_watchdog
 *   dev_log, stream_packet                the content of packets
 *   logger_send                           sends packets while the socket has room
 *   logger_child                          starts the logger; moves it from phase to phase
 *   logger_drain, log_stream, log_request requests of the supervisor
 *   logger_events                         handles the logger's replies and its death
 *   output                                creates, reconfigures and frees all of it */
#ifndef SUPERVISOR_OUTPUT_LOGGER_CHILD_H
#define SUPERVISOR_OUTPUT_LOGGER_CHILD_H

#include "supervisor/base/io.h"
#include "supervisor/base/unit.h"
#include "supervisor/logger/shared/protocol.h"
#include "supervisor/output/logger_phase.h"
#include "supervisor/output/output.h"

#include <sys/types.h>

struct log_stream;
struct slot_allocator;

#define CLOSED_PIPES_MAX  8
#define CLOSING_MAX       16
#define DRAIN_REPORT_TIME 200 /* msec for the logger's last warnings, after the drain */

/* Packets for the logger, except those about streams, in the order in which they are sent.
 * SEND_HANDOVER is the last packet that a logger gets. */
enum logger_packet {
	SEND_HELLO = 1 << 0,
	SEND_HANDOVER = 1 << 1,
	SEND_STYLE = 1 << 2,
	SEND_DEV_LOG = 1 << 3,
	/* Removed slots, then the queued streams, are sent here. */
	SEND_START = 1 << 4,
	SEND_REOPEN = 1 << 5,
	SEND_FLUSH = 1 << 6,
	SEND_LOG_READERS =
		1 << 7, /* clients of the control socket that wait for the logger */
	SEND_DRAIN = 1 << 8,
};

/* What the supervisor waits for: output_flush(), output_drain() or nothing. */
enum output_wait { WAIT_NONE, WAIT_FLUSH, WAIT_DRAIN };

/* The hold of ctinit's own messages, which ends with a flush of the logger. HOLD_AGAIN: a
 * service failed during a flush, so another flush must follow. */
enum message_hold { HOLD_NONE, HOLD_ONCE, HOLD_AGAIN };

/* State of logger_watchdog.c. */
struct logger_watchdog {
	ev_timer check_timer;
	struct io timer;           /* a timerfd that the logger resets while it works */
	bool expired;              /* the timer expired; check until the logger works */
	bool progressed;           /* the last check found progress */
	uint32_t log_memory_index; /* index of the current version at the last check */
	/* Checks since the last progress. A check that finds the logger runnable does not
	 * count until HUNG_SECONDS are used up. */
	uint32_t stalled_checks;
	/* Checks in a row that found the logger in a call on the same pipe. */
	uint32_t locked_checks;
	uint32_t locked_slot;          /* slot of that pipe */
	uint64_t cpu, cpu_at_progress; /* CPU time of the logger, in ticks */
	struct closed_pipes {
		uint32_t slot, slot_count;
		uint64_t inodes[2];
	} closed[CLOSED_PIPES_MAX]; /* the last pipes of removed services */
	uint32_t closed_count;
};

struct logger_child {
	struct context *ctx;
	struct child child;
	enum logger_phase phase;
	enum output_wait wait;
	enum message_hold hold;
	uint32_t to_send; /* enum logger_packet */
	int socket;       /* our end of the socket; -1: none */
	struct io socket_io;
	ev_timer restart_timer; /* timer of the backoff; an EV_CUSTOM event sends packets */
	ev_timer hold_timer;    /* timer that ends the hold of our own messages */
	ev_timer wait_timer; /* timer of the end of a flush, or the next check of a drain */
	msec drain_deadline; /* when a drain kills the logger; CLOCK_MONOTONIC */
	uint32_t quiet_checks; /* checks of a drain in a row that found no progress */
	struct logger_watchdog watchdog;

	/* Streams that have packets to send, in order. */
	struct log_stream *first, **last;
	/* Slots of streams that the logger must forget. The first `removed_sent` are
	 * sent. */
	uint32_t *removed;
	uint32_t removed_count, removed_sent;
	bool removed_overflow; /* the array was full: a new logger must replace this one */

	/* Replies that the logger may send. Any other reply violates the protocol. */
	uint32_t matches_expected, close_replies_expected;
	bool flush_expected;

	/* State of stream_close.c. */
	struct log_stream *closing[CLOSING_MAX];
	uint32_t closing_count;
	uint32_t close_count; /* streams whose pipes are being closed, in any phase */
	ev_timer close_timer;

	/* The log memory. */
	int log_memory_fd;
	uint32_t slot_count;
	uint32_t slot_generations; /* the generation that was given to a slot last */
	uint64_t rings_end;
	struct slot_allocator *slots;

	/* The socket /dev/log; dev_log_fd -1: not served. */
	int dev_log_fd;
	uint32_t dev_log_slot;
	dev_t dev_log_device;
	ino_t dev_log_inode;

	msec started;
	uint32_t failures; /* loggers in a row that did not start or never served */
	/* Loggers in a row that died within SHORT_LIFE, at most SHORT_LIVES_MAX. */
	uint32_t short_lives;
	enum logger_files files; /* the files that the logger may open */
	bool many_writers; /* several services or /dev/log write: for `log-format = auto` */
};

/* stream_lookup.c */
/* Returns the stream whose run of slots contains `slot`, or NULL. Does not find a slot that
 * a reload gave to a single followed file. */
struct log_stream *logger_find_stream(const struct logger_child *logger, uint32_t slot);

/* send_queue.c */
/* The memory in which all packets are built, one at a time; 32 KiB. */
extern union packet output_packet;
/* Makes the loop call logger_send_pending() in this turn. */
void logger_schedule_send(struct logger_child *logger);
/* Queues packets (enum logger_packet) and schedules a send. */
void logger_enqueue(struct logger_child *logger, uint32_t packets);
/* Removes the first stream of the queue, which must not be empty. */
void send_queue_pop(struct logger_child *logger);

/* message_hold.c */
/* The five functions NAME_init() initialize the watchers of their file. output.c calls each
 * once. */
void message_hold_init(struct logger_child *logger);
/* Call it when the logger has flushed. Prints the held messages. With HOLD_AGAIN it
 * requests the second flush instead. */
void message_hold_answered(struct logger_child *logger);
/* Call it when the logger has exited and so will not reply. Prints the held messages
 * now. */
void message_hold_end(struct logger_child *logger);

/* stream_close.c */
void stream_close_init(struct logger_child *logger);
/* Stops the timer, and forgets the pipes that wait to be closed. */
void stream_close_cancel(struct logger_child *logger);
/* Queues the requests to report empty and closed pipes again, for a new logger. Not for a
 * stream of which only the read ends must be closed. */
void streams_ask_closable(struct logger_child *logger);
/* Handles REPLY_PIPES_EMPTY and REPLY_PIPES_CLOSED. Ignores a reply about an earlier run.
 * Call it only while close_replies_expected is not 0. */
void streams_close_reply(struct logger_child *logger, const struct packet_short *reply);
/* Closes all pipes that wait to be closed together. Returns false if there was none. */
bool streams_close_now(struct logger_child *logger);

/* logger_watchdog.c */
/* Creates the timer, too. Without it only unread packets start the checks. */
void watchdog_init(struct logger_child *logger);
/* Stops the checks and closes the timer. */
void watchdog_free(struct logger_child *logger);
/* Starts a check every second, for example after a packet was sent, but not during a drain.
 * The checks end when the logger has read all packets and, if its timer had expired, has
 * made progress or is idle. */
void watchdog_start(struct logger_child *logger);
/* Stops the checks and resets their results. Call it when a new logger is started. */
void watchdog_reset(struct logger_child *logger);
/* Checks the logger once. After several checks kills a process that blocks the logger, or
 * the logger if an expression takes too long; the caller kills a logger that hangs for
 * another reason. Returns true if no logger runs, if it has made progress, or if it is
 * runnable and has not used enough CPU time to count as hung. */
bool watchdog_check(struct logger_child *logger);
/* Remembers the inodes of a removed service's pipes before they are closed, because the
 * logger may be blocked on one. */
void watchdog_remember_pipes(struct logger_child *logger, const struct log_stream *stream);

/* dev_log.c */
/* Creates the socket /dev/log and allocates slots for it. Replaces a socket that no process
 * serves. Returns 0, or a negative errno, which is reported; dev_log_fd is then
 * negative. */
int dev_log_open(struct logger_child *logger);
/* Sends the settings of /dev/log to the logger. Returns 0 or an error of packet_send(). */
int dev_log_send(struct logger_child *logger);

/* logger_send.c */
/* Sends the queued packets until the socket is full; the loop sends the rest later. Starts
 * the checks of the watchdog. Does nothing if no logger runs. */
void logger_send_pending(struct logger_child *logger);

/* logger_child.c */
/* Changes the phase; no other function does. Carries out the order in the table. An event
 * that the table does not allow is reported as a bug. `why` is the reason if the event ends
 * the container. */
void logger_move(struct logger_child *logger, enum logger_event on, const char *why);

/* logger_drain.c */
void logger_drain_init(struct logger_child *logger);
/* Ends a flush, because the output is written or the time is over, and calls flushed().
 * Does nothing if there is no flush. */
void logger_flushed(struct logger_child *logger);
/* Ends the drain, because all output is written, the time is over or no logger is left, and
 * calls drained(). */
void logger_drained(struct logger_child *logger);

/* logger_events.c */
void logger_events_init(struct logger_child *logger);

#endif
