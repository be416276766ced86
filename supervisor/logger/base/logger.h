/* supervisor/log/logger.h - the logger: a process beside PID 1 that carries all output.
 *
 * Layer:   supervisor/log. A child of PID 1; what it needs it gets over one socket.
 * Promise: it may be killed at any time (store.h); a reader that stands still stops only
 *          who wants to write to it; idle, it sleeps.
 * Source:  DESIGN 8. */
#ifndef SUPERVISOR_LOG_LOGGER_H
#define SUPERVISOR_LOG_LOGGER_H

#include "supervisor/log/out.h"
#include "supervisor/log/stream.h"

#define PACE_MOST  64
#define DRAIN_MOST (64u << 20) /* at its end, of one that never stops writing */

struct logger {
	int socket, epoll, signals, inotify, store_fd, syslog_fd, dog_fd;
	uint64_t fed; /* the watchdog: CLOCK_MONOTONIC msec */
	struct store *store;
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
	bool say_serving, say_flushed, say_matches, say_spent;
	bool spent;     /* a stream is SPENT_ASKED */
	bool more;      /* a followed file was not read to its end */
	bool refused;   /* epoll took something not: it is looked at by time (watch.c) */
	uint64_t wake;  /* CLOCK_MONOTONIC msec; 0: nothing is to be done by time */
	uint64_t moved; /* bytes, in all */
	/* watch.c: a ring of sources to be looked at, each once; sources by descriptor. */
	pid_t pid; /* our own */
	uint32_t *ready, ready_first, ready_count, *by_fd, by_fd_room;
	bool *is_ready;
	/* pace.c: the sources that the last turn read, and those that left the loop. */
	uint32_t seen[PACE_MOST], seen_count, hot[PACE_MOST], hot_count;
	unsigned busy; /* turns without a rest */
	uint64_t turned,
		moved_before; /* when the last turn was over (nsec), with how much */
};

enum task { TASK_PACKETS, TASK_SIGNALS, TASK_SOURCE, TASK_OUT, TASK_SYSLOG, TASK_FOLLOW };
#define TASK(kind, id) ((uint64_t)(kind) << 32 | (uint32_t)(id))

/* What the process does: reads `socket` until PID 1 is gone or says that it is enough.
 * The container's streams are its 1 and 2. The exit code: 0; the errno of what it cannot do
 * without; or this, no errno of ours: told to end it found nobody who reads, so no other
 * need try. */
#define LOGGER_LATE 124
int logger_main(int socket);

/* Noted before each call that may take for ever by the doing of a service, and after it. */
static inline void logger_at(struct logger *l, enum store_at at, uint32_t source)
{
	volatile struct store_at_source *note = &l->store->at;

	note->source = source;
	note->at = at;
}

/* logger.c */
uint64_t logger_msec(void);
/* A line of ctinit's own for that output; out[OWN_LINE_MOST]. The length. */
size_t logger_line(struct logger *l, const struct out *out, const char *text, char *line);
/* PID 1's timer, which goes off unless we set it again: PID 1 sees nothing else of a logger
 * that waits for ever in a call. */
void logger_feed_dog(struct logger *l);
void logger_wake(struct logger *l, uint64_t at_msec);
/* A warning of ctinit's own, on the container's stderr. */
void logger_say(struct logger *l, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* loss.c. What the container's streams did not take: that it is so, and how much that was;
 * at the end what there is to tell is told at once. */
void loss_tell(struct logger *l, bool at_end);
/* say.c. What is due to PID 1, as far as there is room; the rest later. */
void say_due(struct logger *l);
void say_serving(struct logger *l);
void say_match(struct logger *l, struct stream *s);
/* spent.c. PID 1 asks; a process writes there again; are some empty by now? */
void spent_asked(struct logger *l, struct stream *s, uint32_t epoch);
void spent_no_more(struct logger *l, struct stream *s);
void spent_look(struct logger *l);
/* It is empty, and no process has its write end. */
void spent_hung_up(struct logger *l, struct source *src);
/* packets.c. What PID 1 says; false: it is enough, or PID 1 is gone. */
bool packets_take(struct logger *l);
/* watch.c. signal(7): a real-time one, of 32 - 64; blocked, as all are. */
#define WATCH_SIGNAL 63
void watch_init(struct logger *l);
/* For the sources of the store. False: no memory. */
bool watch_room(struct logger *l);
/* From now on the loop reads it as soon as it has something, or does not. */
void watch_source(struct logger *l, struct source *src, bool watch);
/* Who sent a signal; one source's turn, `hung_up`: nobody writes to it; all their turns. */
void watch_signals(struct logger *l);
void watch_turn(struct logger *l, uint32_t id, bool hung_up);
void watch_turns(struct logger *l);
/* Another descriptor; what epoll refuses is looked at, and given to it again, by time. */
void watch_task(struct logger *l, int fd, enum task task);
void watch_refused(struct logger *l);
/* pace.c. The loop has read `src`; reads those that left it; the turn is over. */
void pace_saw(struct logger *l, struct source *src);
void pace_read(struct logger *l);
void pace_turn(struct logger *l);
/* source.c. One read, and all that follows. False: there was nothing. */
bool source_turn(struct logger *l, struct source *src);
/* Text that was read elsewhere, whole lines of at most CHUNK bytes. */
void source_text(struct logger *l, struct source *src, const char *text, size_t len);
/* Bytes that its pipe holds now. */
uint32_t source_waits(const struct source *src);
/* What its pipe holds now is read before `ending` is over. False: it is no pipe. */
bool source_left(struct source *src);
/* Has it, or its pipe, something of a process before the one that runs? */
bool source_has_old(struct logger *l, const struct source *src);
/* The beginning of a line that it still has becomes one. */
void source_end(struct logger *l, struct source *src);
/* May nothing more of it be read before PID 1's next word? Then `early` is set. */
bool source_is_early(const struct logger *l, const struct source *src);
/* Is there something that it may not take now? */
bool source_must_wait(struct logger *l, const struct source *src);
void source_recover(struct logger *l);
/* slot.c: the slot is full: everywhere with it, then it is empty. */
void slot_run(struct logger *l, struct source *src);
void slot_tell_drops(struct logger *l, struct stream *s);
/* slot_style.c, slot_file.c, slot_console.c: what slot_run() consists of. */
void slot_style(struct logger *l, struct source *src, enum store_dest to,
		struct line_style *ret);
void slot_to_file(struct logger *l, struct source *src);
void slot_to_console(struct logger *l, struct source *src);
/* First of all after a logger that was killed: the write to a file that it had begun. */
void slot_mend_file(struct logger *l, struct source *src);
/* follow.c */
bool follow_open(struct logger *l, struct source *src);
/* After the end was read: is there a newer file? True: there is more to read. */
bool follow_next(struct logger *l, struct source *src);
/* Would its lines come back to it? */
bool follow_loops(struct logger *l, const struct source *src);
void follow_events(struct logger *l);
void follow_look(struct logger *l);
void follow_close(struct logger *l, struct source *src);
/* confine.c: gives up what it does not need. */
void confine(enum wire_files files);

#endif
