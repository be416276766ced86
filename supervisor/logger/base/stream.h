/* supervisor/logger/base/stream.h - one service's output in the logger: where it comes
 * from, where it goes.
 *
 * Layer:   supervisor/logger/base, the logger's side.
 * Memory:  malloc; the logger may be killed at any time, PID 1 starts another. */
#ifndef SUPERVISOR_LOGGER_BASE_STREAM_H
#define SUPERVISOR_LOGGER_BASE_STREAM_H

#include "supervisor/logger/format/lines.h"
#include "supervisor/logger/shared/protocol.h"
#include "supervisor/logger/sink/log_file.h"

#include <regex.h>
#include <stdbool.h>
#include <stdint.h>

struct ring;

enum tail_watch {
	TAIL_WATCH_DIRECTORY,
	TAIL_WATCH_FILE,
	TAIL_WATCH_ABOVE,
	TAIL_WATCH_COUNT
};
enum source_kind { SOURCE_PIPE, SOURCE_FOLLOW, SOURCE_TEXT };

/* Of spent.c: what PID 1 has asked, and the last answer. */
enum release_phase { RELEASE_NONE, RELEASE_REQUESTED, RELEASE_EMPTY, RELEASE_HUNG_UP };

struct source {
	struct stream *stream;
	uint32_t id;
	int fd; /* -1: none */
	uint8_t kind;
	uint8_t out;     /* 0: the container's stdout, 1: stderr */
	bool waiting;    /* for its output to be read by somebody */
	bool early;      /* it has output of a start that PID 1 has not told us of yet */
	bool ended;      /* its process, it was told just now */
	bool ending;     /* its process ended: what it left without newline is a line */
	uint32_t left;   /* so much of it is still in the pipe */
	bool at_end;     /* nothing more was there when it was read last */
	bool grown;      /* PIPE: it was made larger, or could not be */
	bool wide;       /* PIPE: it was */
	bool opened;     /* FOLLOW: once */
	bool unlinked;   /* FOLLOW: what is open has no name any more */
	bool told;       /* FOLLOW: that it cannot be read */
	bool unwatched;  /* the loop does not look at it */
	bool owned;      /* PIPE: its signals come to us (watch.c) */
	bool armed;      /* PIPE: a write sends one */
	bool polled;     /* PIPE: epoll looks at it, for want of them */
	bool refused;    /* PIPE: epoll would not */
	bool hot;        /* it is read by time (pace.c) */
	bool hung_up;    /* PIPE: no process has its write end */
	uint8_t quiet;   /* hot: so many times there was nothing */
	uint32_t budget; /* while draining: still to be read */
	uint32_t epoch;  /* PIPE: whose output it is that is read */
	int32_t pid;
	uint32_t owner;              /* FOLLOW: of its place */
	bool leaves;                 /* FOLLOW: no more, when it is read to its end */
	char *path;                  /* FOLLOW */
	int watch[TAIL_WATCH_COUNT]; /* FOLLOW: inotify's */
};

struct stream {
	uint32_t id;
	struct packet_stream set;
	char *name, *service;
	int32_t pid;
	uint32_t epoch;
	bool ended; /* that process did */
	struct source *sources;
	uint32_t source_count;
	struct file file;
	regex_t regex;
	bool awaits;       /* the regex */
	bool match_due;    /* it was found; PID 1 is still to be told */
	bool spent_due;    /* so is the answer to PACKET_RELEASE */
	uint8_t spent;     /* enum release_phase */
	struct ring *ring; /* mapped when first written */
	uint64_t second;   /* log-rate: this one, so many lines in it */
	uint32_t lines;
	struct stream *next_reached; /* follow_loop.c, with `reached` */
	bool reached;
	bool untold;      /* lines were dropped */
	bool second_over; /* and the second is over in which the rate was exceeded */
	bool leaving;     /* its service is gone: told now or never */
};

/* From a message that packet_is_valid(); the descriptors become its own. Of a stream
 * that is known (`old`), what did not change stays. NULL: no memory. */
struct stream *stream_configure(struct stream *old, const union packet *message, size_t len,
				const int fds[PACKET_FDS_MAX]);
/* Will it follow that file as before? */
bool stream_keeps_following(const struct source *src, const union packet *message,
			    size_t len);
void stream_free(struct stream *stream); /* NULL is fine */
/* Its process is another, or none. */
void stream_set_process(struct stream *stream, const union packet *message, size_t len);
/* What makes it ready is not looked for any more. */
void stream_stop_matching(struct stream *stream);

#endif
