/* supervisor/logger/base/stream.h - declares a service's output: its sources and settings.
 *
 * Layer:   supervisor/logger/base.
 * Memory:  malloc. If it fails, the caller keeps the old stream. */
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

/* How the logger learns of new data in a source. source_state.c has the legal moves. */
enum source_state {
	SOURCE_IDLE,    /* the source is not served yet, or is no pipe */
	SOURCE_ARMED,   /* a write to the pipe sends a signal */
	SOURCE_READY,   /* the source is in the ready queue and is read until it is empty */
	SOURCE_POLLED,  /* epoll reports new data, because signals do not work */
	SOURCE_REFUSED, /* epoll refused the source: a timer reads it and tries again */
	SOURCE_BUSY,    /* the service writes so often that each round reads: busy_poll.c */
	SOURCE_BLOCKED, /* the source's console is full and waits for a reader */
	SOURCE_HELD,    /* the next bytes are of a new run, whose pid is unknown yet */
	SOURCE_HUNG_UP, /* the pipe is empty, and no process has its write end */
	SOURCE_RETIRED, /* the file is no longer followed and was read to its end */
	SOURCE_STATE_COUNT
};

/* A pipe that is always full is enlarged once. */
enum pipe_size { PIPE_DEFAULT, PIPE_ENLARGED, PIPE_NOT_ENLARGED };

/* The inotify watches of a followed file (tail_watch.c). */
enum tail_watch {
	TAIL_WATCH_DIRECTORY, /* the watch of the file's directory */
	TAIL_WATCH_FILE,
	/* A directory above, while the directory is missing or the open file is
	 * unlinked. */
	TAIL_WATCH_ABOVE,
	TAIL_WATCH_COUNT
};

/* A followed file. */
struct tail {
	char *path;
	int watches[TAIL_WATCH_COUNT]; /* inotify watch descriptors; -1: none */
	uint32_t slot_generation;
	bool was_opened;       /* the file was opened at least once */
	bool is_unlinked;      /* the open file has no name any more */
	bool failure_reported; /* we have warned that the file cannot be read */
	bool retiring; /* the file is no longer followed, but still read to its end */
};

struct source {
	struct stream *stream;
	uint32_t id; /* slot of the source in the log memory */
	int fd;      /* -1: none */
	uint8_t kind;
	uint8_t console;       /* index of the console: 0 stdout, 1 stderr */
	uint8_t state;         /* enum source_state; see source_set_state() */
	uint8_t pipe_size;     /* enum pipe_size */
	uint8_t idle_rounds;   /* for a BUSY source: reads in a row that found nothing */
	bool signal_owner_set; /* for a pipe: its signals are sent to us */
	bool end_pending;      /* the process ended; handle it after PID 1's next packets */
	/* Its process ended. eof_bytes more bytes belong to it; an unfinished line at their
	 * end is completed. */
	bool draining_eof;
	uint32_t eof_bytes;
	bool pipe_empty;       /* the last read emptied the pipe */
	uint32_t drain_budget; /* bytes that may still be read from it during a drain */
	uint32_t run_id;       /* for a pipe: the run whose output is being read */
	int32_t pid;           /* for a pipe: the process of that run; 0: a hook */
	struct tail tail;
};

/* PID 1 closes the pipes of a service that has ended for good (pipes_phase.c). */
enum pipes_phase {
	PIPES_IN_USE,
	PIPES_TO_CLOSE, /* the pipes may still contain output */
	PIPES_EMPTY,    /* the pipes are empty; PID 1 closes its write ends */
	PIPES_CLOSED    /* no process has a write end */
};

struct stream {
	uint32_t id;
	struct packet_stream settings;
	char *name, *service;
	int32_t pid;
	uint32_t run_id;    /* the last start that PID 1 announced */
	bool process_ended; /* the main process of that start has ended */
	bool removing;      /* PACKET_REMOVE arrived: report drops at once */
	struct source *sources;
	uint32_t source_count;
	struct log_file file;
	struct ring *ring;  /* the ring; NULL until stream_ring() maps it */
	bool ring_borrowed; /* only a reader (reader/) has needed the ring so far */
	/* `ready = log:` */
	regex_t regex;
	bool matching;        /* we are searching for the ready pattern */
	bool match_reply_due; /* the pattern was found, but the reply was not sent yet */
	uint8_t pipes_phase;  /* enum pipes_phase */
	bool pipes_reply_due;
	/* `log-rate` */
	uint64_t rate_second;  /* the current second of CLOCK_REALTIME */
	uint32_t rate_lines;   /* lines in the current second */
	bool rate_second_over; /* a new second began: report drops of the last one */
	bool drops_unreported; /* lines were dropped and must be reported */
	/* For tail_loop.c: a queue of the visited streams. */
	struct stream *next_visited;
	bool visited;
};

/* Makes a stream, or changes `old`, from a PACKET_STREAM that passed packet_is_valid(). An
 * old stream keeps its pipes, its log file if the path is the same, and followed files that
 * the packet names. Sets each descriptor that it takes to -1; the caller closes the others.
 * Returns `old` or a new stream, which the caller frees by stream_free(). Returns NULL if
 * there is no memory; `old` then still works, but may have only some of the new
 * settings. */
struct stream *stream_configure(struct stream *old, const union packet *packet, size_t len,
				int fds[PACKET_FDS_MAX]);
/* Returns true if the packet names the file of `src` as followed or retiring. */
bool stream_keeps_tail(const struct source *src, const union packet *packet, size_t len);
/* Frees the stream, and closes its pipes, followed files and log file. Call
 * registry_remove() first. Accepts NULL. */
void stream_free(struct stream *stream);
/* Stores pid and run of a PACKET_PROCESS. Starts the search for its ready pattern, if it
 * has one that regcomp(3) accepts; a search of an earlier run ends. */
void stream_set_process(struct stream *stream, const union packet *packet, size_t len);
/* Stops the search for the ready pattern, and frees the pattern. Does nothing if there is
 * no search. */
void stream_stop_matching(struct stream *stream);

/* stream_ring.c */
/* Maps the ring of the stream. Returns NULL if it has none, or if it cannot be mapped. */
struct ring *stream_ring(struct logger *lg, struct stream *stream);
/* The same for a reader of the logs: stream_unborrow_ring() undoes it. */
struct ring *stream_borrow_ring(struct logger *lg, struct stream *stream);
void stream_unborrow_ring(struct stream *stream);

/* source_state.c */
/* Moves the source to a state. Reports an illegal move as a bug, but makes it. */
void source_set_state(struct logger *lg, struct source *src, enum source_state to);
/* Returns true if the table allows the move. */
bool source_move_is_legal(enum source_state from, enum source_state to);

/* Returns true if a signal or epoll reports new data, or the source is in the ready
 * queue. */
static inline bool source_is_watched(const struct source *src)
{
	return src->state == SOURCE_ARMED || src->state == SOURCE_READY ||
	       src->state == SOURCE_POLLED;
}

#endif
