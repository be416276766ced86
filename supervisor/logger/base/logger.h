/* supervisor/logger/base/logger.h - the logger: a process beside PID 1 that carries all
 * output.
 *
 * Layer:   supervisor/logger/base. A child of PID 1; what it needs it gets over one socket.
 * Promise: it may be killed at any time (store.h); a reader that stands still stops only
 *          who wants to write to it; idle, it sleeps.
 * Source:  DESIGN 8. */
#ifndef SUPERVISOR_LOGGER_BASE_LOGGER_H
#define SUPERVISOR_LOGGER_BASE_LOGGER_H

#include "supervisor/logger/base/stream.h"
#include "supervisor/logger/sink/console.h"

#define BUSY_POLL_MAX   64
#define DRAIN_BYTES_MAX (64u << 20) /* at its end, of one that never stops writing */

struct logger {
	int socket, epoll, signals, inotify, store_fd, syslog_fd, dog_fd;
	uint64_t fed; /* the watchdog: CLOCK_MONOTONIC msec */
	struct log_state *store;
	uint64_t ring_end;
	struct out out[2];
	struct stream **streams; /* by id */
	uint32_t stream_room;
	struct source **sources; /* by id; store->sources of them */
	struct source *syslog;
	bool out_watched[2];
	int out_told;         /* the errno of stdout's loss that was told; 0 */
	uint64_t out_told_at; /* CLOCK_MONOTONIC msec */
	uint64_t lost_told_at[2];
	bool waits[2];        /* for each output: when it was looked last, somebody did */
	uint32_t turn;        /* whose turn is next, of those that wait */
	struct own_style own; /* of ctinit's own lines */
	bool colour, serving, draining, yields;
	bool late;         /* draining took too long: what is to be told goes to stderr */
	uint64_t drain_by; /* CLOCK_MONOTONIC msec: the drain is over; 0: PID 1 is gone */
	int failed;        /* errno: why it cannot begin */
	bool flushing;     /* PID 1 waits to hear that all is written */
	bool polls;        /* followed files, for want of inotify */
	bool ended;        /* a source's process did */
	/* Words that found no room in the socket: say.c. */
	bool reply_serving, say_flushed, say_matches, say_spent;
	bool spent;     /* a stream is RELEASE_REQUESTED */
	bool more;      /* a followed file was not read to its end */
	bool refused;   /* epoll took something not: it is looked at by time (watch.c) */
	uint64_t wake;  /* CLOCK_MONOTONIC msec; 0: nothing is to be done by time */
	uint64_t moved; /* bytes, in all */
	/* watch.c: a ring of sources to be looked at, each once; sources by descriptor. */
	pid_t pid; /* our own */
	uint32_t *ready, ready_first, ready_count, *by_fd, by_fd_room;
	bool *is_ready;
	/* pace.c: the sources that the last turn read, and those that left the loop. */
	uint32_t seen[BUSY_POLL_MAX], seen_count, hot[BUSY_POLL_MAX], hot_count;
	unsigned busy; /* turns without a rest */
	uint64_t turned,
		moved_before; /* when the last turn was over (nsec), with how much */
};

enum task { TASK_PACKETS, TASK_SIGNALS, TASK_SOURCE, TASK_OUT, TASK_SYSLOG, TASK_FOLLOW };
#define TASK(kind, id) ((uint64_t)(kind) << 32 | (uint32_t)(id))

/* Noted before each call that may take for ever by the doing of a service, and after it. */
static inline void activity_set(struct logger *l, enum activity_kind at, uint32_t source)
{
	volatile struct activity *note = &l->store->at;

	note->source = source;
	note->at = at;
}

/* logger.c */
uint64_t clock_msec(void);
/* A line of ctinit's own for that output; out[OWN_LINE_MAX]. The length. */
size_t logger_format_warning(struct logger *l, const struct out *out, const char *text,
			     char *line);
/* PID 1's timer, which goes off unless we set it again: PID 1 sees nothing else of a logger
 * that waits for ever in a call. */
void watchdog_feed(struct logger *l);
void wake_at(struct logger *l, uint64_t at_msec);
/* A warning of ctinit's own, on the container's stderr. */
void logger_warn(struct logger *l, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* loss.c. What the container's streams did not take: that it is so, and how much that was;
 * at the end what there is to tell is told at once. */
void loss_report(struct logger *l, bool at_end);
/* say.c. What is due to PID 1, as far as there is room; the rest later. */
void replies_send_due(struct logger *l);
void reply_serving(struct logger *l);
void reply_matched(struct logger *l, struct stream *s);
/* spent.c. PID 1 asks; a process writes there again; are some empty by now? */
void release_request(struct logger *l, struct stream *s, uint32_t epoch);
void release_cancel(struct logger *l, struct stream *s);
void release_check(struct logger *l);
/* It is empty, and no process has its write end. */
void release_hung_up(struct logger *l, struct source *src);
/* packets.c. What PID 1 says; false: it is enough, or PID 1 is gone. */
bool commands_receive(struct logger *l);
/* watch.c. signal(7): a real-time one, of 32 - 64; blocked, as all are. */
#define WAKEUP_SIGNAL 63
void wakeup_init(struct logger *l);
/* For the sources of the store. False: no memory. */
bool wakeup_alloc(struct logger *l);
/* From now on the loop reads it as soon as it has something, or does not. */
void wakeup_subscribe(struct logger *l, struct source *src, bool watch);
/* Who sent a signal; one source's turn, `hung_up`: nobody writes to it; all their turns. */
void wakeup_read_signals(struct logger *l);
void wakeup_dispatch(struct logger *l, uint32_t id, bool hung_up);
void wakeup_dispatch_ready(struct logger *l);
/* Another descriptor; what epoll refuses is looked at, and given to it again, by time. */
void wakeup_add_fd(struct logger *l, int fd, enum task task);
void wakeup_retry_refused(struct logger *l);
/* pace.c. The loop has read `src`; reads those that left it; the turn is over. */
void busy_poll_note(struct logger *l, struct source *src);
void busy_poll_read(struct logger *l);
void busy_poll_end_iteration(struct logger *l);
/* source.c. One read, and all that follows. False: there was nothing. */
bool source_step(struct logger *l, struct source *src);
/* Text that was read elsewhere, whole lines of at most CHUNK_SIZE bytes. */
void source_feed_line(struct logger *l, struct source *src, const char *text, size_t len);
/* Bytes that its pipe holds now. */
uint32_t pipe_unread_bytes(const struct source *src);
/* What its pipe holds now is read before `ending` is over. False: it is no pipe. */
bool source_mark_eof(struct source *src);
/* Has it, or its pipe, something of a process before the one that runs? */
bool source_has_older_run(struct logger *l, const struct source *src);
/* The beginning of a line that it still has becomes one. */
void source_flush_partial(struct logger *l, struct source *src);
/* May nothing more of it be read before PID 1's next word? Then `early` is set. */
bool source_is_unannounced(const struct logger *l, const struct source *src);
/* Is there something that it may not take now? */
bool source_is_blocked(struct logger *l, const struct source *src);
void recover_chunk(struct logger *l);
/* slot.c: the slot is full: everywhere with it, then it is empty. */
void chunk_process(struct logger *l, struct source *src);
void drops_report(struct logger *l, struct stream *s);
/* line_style_of.c, slot_file.c, slot_console.c: what chunk_process() consists of. */
void line_style_of(struct logger *l, struct source *src, enum chunk_dest to,
		   struct line_style *ret);
void chunk_to_file(struct logger *l, struct source *src);
void chunk_to_console(struct logger *l, struct source *src);
/* First of all after a logger that was killed: the write to a file that it had begun. */
void chunk_recover_file(struct logger *l, struct source *src);
/* follow.c */
bool tail_open(struct logger *l, struct source *src);
/* After the end was read: is there a newer file? True: there is more to read. */
bool tail_next_file(struct logger *l, struct source *src);
/* Would its lines come back to it? */
bool tail_would_loop(struct logger *l, const struct source *src);
void tail_read_events(struct logger *l);
void tail_scan(struct logger *l);
void tail_close(struct logger *l, struct source *src);
/* sandbox_enter.c: gives up what it does not need. */
void sandbox_enter(enum logger_files files);

#endif
