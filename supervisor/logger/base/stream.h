/* supervisor/logger/base/stream.h - a service's output in the logger: its sources and
 * settings.
 *
 * Layer:   supervisor/logger/base.
 * Memory:  malloc. The logger may be killed at any time; PID 1 starts another one. */
#ifndef SUPERVISOR_LOGGER_BASE_STREAM_H
#define SUPERVISOR_LOGGER_BASE_STREAM_H

#include "supervisor/logger/shared/protocol.h"
#include "supervisor/logger/sink/log_file.h"

#include <regex.h>
#include <stdbool.h>
#include <stdint.h>

struct ring;
struct logger;

enum source_kind { SOURCE_PIPE, SOURCE_TAIL, SOURCE_SYSLOG };

/* How the logger learns that a source has something to read. source_state.c has the
 * legal moves. */
enum source_state {
	SOURCE_IDLE,    /* it does not: not served yet, or no pipe */
	SOURCE_ARMED,   /* a write to the pipe sends a signal */
	SOURCE_READY,   /* in the ready queue: it is read until it is empty */
	SOURCE_POLLED,  /* by epoll, where signals do not work */
	SOURCE_REFUSED, /* epoll refused it: it is read, and tried again, by time */
	SOURCE_BUSY,    /* it writes so often that it is read by time: busy_poll.c */
	SOURCE_BLOCKED, /* its console is full: it waits for a reader */
	SOURCE_HELD,    /* its next bytes are of a start that PID 1 has not announced yet */
	SOURCE_HUNG_UP, /* it is empty, and no process has the pipe's write end */
	SOURCE_RETIRED, /* a file that is no longer followed was read to its end */
	SOURCE_STATE_COUNT
};

/* A pipe that is always full is enlarged once. */
enum pipe_size { PIPE_DEFAULT, PIPE_ENLARGED, PIPE_NOT_ENLARGED };

enum tail_watch {
	TAIL_WATCH_DIRECTORY,
	TAIL_WATCH_FILE,
	TAIL_WATCH_ABOVE,
	TAIL_WATCH_COUNT
};

/* A followed file. */
struct tail {
	char *path;
	int watches[TAIL_WATCH_COUNT]; /* of inotify; -1: none */
	uint32_t slot_generation;
	bool was_opened;       /* at least once */
	bool is_unlinked;      /* the open file has no name any more */
	bool failure_reported; /* that it cannot be read */
	bool retiring;         /* no longer followed: it is still read to its end */
};

struct source {
	struct stream *stream;
	uint32_t id; /* its slot in the log memory */
	int fd;      /* -1: none */
	uint8_t kind;
	uint8_t console; /* 0: the container's stdout, 1: stderr */
	uint8_t state;   /* enum source_state: source_set_state() */
	uint8_t pipe_size;
	uint8_t idle_rounds;   /* BUSY: reads in a row that found nothing */
	bool signal_owner_set; /* PIPE: its signals are sent to us */
	bool end_pending;      /* its process ended: to be handled after PID 1's commands */
	/* Its process ended: the source is read for eof_bytes more, and an unfinished
	 * line at the end is a line. */
	bool draining_eof;
	uint32_t eof_bytes;
	bool pipe_empty;       /* its last read got everything that was there */
	uint32_t drain_budget; /* bytes that it may still have while the logger drains */
	uint32_t run_id;       /* PIPE: of the process whose output is read now */
	int32_t pid;
	struct tail tail;
};

/* The service has ended for good, and PID 1 wants to close its pipes: release.c. */
enum release_phase { RELEASE_NONE, RELEASE_REQUESTED, RELEASE_EMPTY, RELEASE_CLOSED };

struct stream {
	uint32_t id;
	struct packet_stream settings;
	char *name, *service;
	int32_t pid;
	uint32_t run_id;    /* of its current start */
	bool process_ended; /* that one's main process */
	bool removing;      /* its service is gone: report now or never */
	struct source *sources;
	uint32_t source_count;
	struct log_file file;
	struct ring *ring; /* mapped when it is first written */
	/* ready = log: */
	regex_t regex;
	bool matching;        /* the pattern is searched for */
	bool match_reply_due; /* it was found; PID 1 does not know yet */
	uint8_t release;      /* enum release_phase */
	bool release_reply_due;
	/* log-rate: lines in this second of CLOCK_REALTIME; was it exceeded in the last
	 * one? */
	uint64_t rate_second;
	uint32_t rate_lines;
	bool rate_second_over;
	bool drops_unreported; /* lines were dropped */
	/* tail_loop.c: a queue of the streams it has visited. */
	struct stream *next_visited;
	bool visited;
};

/* Makes a stream, or changes `old`, by a message that packet_is_valid(); keeps what did not
 * change. Takes the descriptors. Returns NULL without memory. */
struct stream *stream_configure(struct stream *old, const union packet *packet, size_t len,
				const int fds[PACKET_FDS_MAX]);
/* Returns true if the message also follows the file of `src`. */
bool stream_keeps_following(const struct source *src, const union packet *packet,
			    size_t len);
void stream_free(struct stream *stream); /* NULL is fine */
/* Its process is another one, or has ended. */
void stream_set_process(struct stream *stream, const union packet *packet, size_t len);
void stream_stop_matching(struct stream *stream);

/* source_state.c. An illegal move is a bug: it is reported, and made all the same. */
void source_set_state(struct logger *lg, struct source *src, enum source_state to);
bool source_move_is_legal(enum source_state from, enum source_state to);

static inline bool source_is_watched(const struct source *src)
{
	return src->state == SOURCE_ARMED || src->state == SOURCE_READY ||
	       src->state == SOURCE_POLLED;
}

#endif
