/* supervisor/output/logger_child.h - the logger as PID 1 sees it: its process, its socket,
 * the memory that it leaves.
 *
 * Private to the room. The files of the room, lowest first:
 *   slots, logger_phase, service_pipe     independent of the logger
 *   stream_lookup, send_queue             which packets are to be sent
 *   log_keys, logger_memory, tail_slots   what the keys of a service ask for; memory
 *   message_hold, stream_close, logger_watchdog
 *   dev_log, stream_packet                the content of packets
 *   logger_send                           sends them, as long as the socket has room
 *   logger_child                          starts the logger; moves it from phase to phase
 *   logger_drain, log_stream              what the supervisor asks for
 *   logger_events                         what the logger's socket and its death report
 *   output                                makes, changes and frees all of it */
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
#define DRAIN_REPORT_TIME 200 /* msec that the logger has for its last messages */

/* Packets to the logger that are to be sent, apart from those about streams. They are sent
 * in this order; SEND_HANDOVER is the last one that a logger gets. */
enum logger_packet {
	SEND_HELLO = 1 << 0,
	SEND_HANDOVER = 1 << 1,
	SEND_STYLE = 1 << 2,
	SEND_DEV_LOG = 1 << 3,
	/* here: removed slots, then the queue of streams */
	SEND_START = 1 << 4,
	SEND_REOPEN = 1 << 5,
	SEND_FLUSH = 1 << 6,
	SEND_DRAIN = 1 << 7,
};

/* What the supervisor waits for: output_flush() or output_drain(). */
enum output_wait { WAIT_NONE, WAIT_FLUSH, WAIT_DRAIN };

/* ctinit's own messages: AGAIN means that a further service failed since the logger was
 * asked for the flush that ends the hold. */
enum message_hold { HOLD_NONE, HOLD_ONCE, HOLD_AGAIN };

/* See logger_watchdog.c. */
struct logger_watchdog {
	ev_timer check_timer;
	struct io timer;      /* a timerfd that the logger sets again while it works */
	bool expired;         /* that timer has expired; checks continue until it works */
	bool progressed;      /* at the last check */
	uint32_t state_index; /* of the shared state, at the last check */
	uint32_t stalled_checks; /* checks in a row without progress */
	uint32_t locked_checks;  /* of these, those in a row at the pipe of locked_slot */
	uint32_t locked_slot;
	uint64_t cpu, cpu_at_progress; /* ticks that the logger has used */
	struct closed_pipes {
		uint32_t slot, slot_count;
		uint64_t inodes[2];
	} closed[CLOSED_PIPES_MAX]; /* the last ones of services that were removed */
	uint32_t closed_count;
};

struct logger_child {
	struct context *ctx;
	struct child child;
	enum logger_phase phase;
	enum output_wait wait;
	enum message_hold hold;
	uint32_t to_send; /* enum logger_packet */
	int socket;       /* to the logger; -1: none */
	struct io socket_io;
	ev_timer restart_timer; /* ends the backoff; when fed: send the packets */
	ev_timer hold_timer;    /* the longest that our own messages are held */
	ev_timer wait_timer;    /* the next check of a flush or drain */
	msec drain_deadline;    /* the logger is killed then */
	uint32_t quiet_checks;  /* checks of a drain in a row without progress */
	struct logger_watchdog watchdog;

	/* Streams with packets to send, in order. */
	struct log_stream *first, **last;
	/* Slots of removed services; the first `removed_sent` of them were sent. */
	uint32_t *removed;
	uint32_t removed_count, removed_sent;
	bool removed_overflow; /* the array is full: the logger has to be replaced */

	/* Replies that the logger owes us. Any other one is a violation of the protocol. */
	uint32_t matches_expected, close_replies_expected;
	bool flush_expected;

	/* See stream_close.c. */
	struct log_stream *closing[CLOSING_MAX];
	uint32_t closing_count;
	uint32_t close_count; /* streams whose pipes are to be closed, in any phase */
	ev_timer close_timer;

	/* The shared state. */
	int state_fd;
	uint32_t slot_count;
	uint32_t generations; /* the last generation that a slot was given */
	uint64_t rings_end;
	struct slot_allocator *slots;

	/* /dev/log; fd -1: it is not served. */
	int dev_log_fd;
	uint32_t dev_log_slot;
	dev_t dev_log_device;
	ino_t dev_log_inode;

	msec started;
	uint32_t failures;       /* loggers in a row that did not come to serve */
	uint32_t short_lives;    /* loggers in a row that served, but soon died */
	enum logger_files files; /* which files the logger may open */
	bool many_writers;       /* more than one service writes: lines get a prefix */
};

/* stream_lookup.c: returns the stream that has the slot, as its first one or for a followed
 * file; NULL without one. */
struct log_stream *logger_find_stream(const struct logger_child *logger, uint32_t slot);

/* send_queue.c */
/* The packet that is being built, of up to 32 KiB. There is only one at a time. */
extern union packet output_packet;
/* Makes the loop call logger_send_pending() in this turn. */
void logger_schedule_send(struct logger_child *logger);
/* Notes packets (enum logger_packet) and schedules a send. */
void logger_enqueue(struct logger_child *logger, uint32_t packets);
/* Removes the first stream of the queue. */
void send_queue_pop(struct logger_child *logger);

/* message_hold.c */
void message_hold_init(struct logger_child *logger);
/* The logger has flushed. */
void message_hold_answered(struct logger_child *logger);
/* The logger will not answer: our messages come out. */
void message_hold_end(struct logger_child *logger);

/* stream_close.c */
void stream_close_init(struct logger_child *logger);
void stream_close_cancel(struct logger_child *logger);
/* A new logger serves: asks it again about all pipes that are to be closed. */
void streams_ask_closable(struct logger_child *logger);
void streams_close_reply(struct logger_child *logger, const struct packet_short *reply);
/* Closes now all pipes that are about to be closed. Returns false if there was none. */
bool streams_close_now(struct logger_child *logger);

/* logger_watchdog.c */
void watchdog_init(struct logger_child *logger);
void watchdog_free(struct logger_child *logger);
/* A packet was sent: checks once a second whether the logger reads it. */
void watchdog_start(struct logger_child *logger);
/* A new logger was started: forgets the progress of the last one. */
void watchdog_reset(struct logger_child *logger);
/* One check. Ends what keeps the logger from progress once that has lasted for some checks.
 * Returns true if the logger has made progress, or only lacks a processor. */
bool watchdog_check(struct logger_child *logger);
/* The pipes of a removed service will be closed: remembers their inodes, in case the
 * logger is blocked in one. */
void watchdog_remember_pipes(struct logger_child *logger, const struct log_stream *stream);

/* dev_log.c */
int dev_log_open(struct logger_child *logger);
int dev_log_send(struct logger_child *logger);

/* logger_send.c: sends the noted packets until the socket is full. */
void logger_send_pending(struct logger_child *logger);

/* logger_child.c: the only function that changes the phase. It carries out what the table
 * orders. `why` is the reason that ends the container, if `on` does. */
void logger_move(struct logger_child *logger, enum logger_event on, const char *why);

/* logger_drain.c */
void logger_drain_init(struct logger_child *logger);
/* The logger has flushed, or there is no time left for it. */
void logger_flushed(struct logger_child *logger);
/* The drain is over. */
void logger_drained(struct logger_child *logger);

/* logger_events.c */
void logger_events_init(struct logger_child *logger);

#endif
