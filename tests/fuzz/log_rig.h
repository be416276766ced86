/* tests/fuzz/log_rig.h - runs the whole logger inside a fuzzer's process.
 *
 * The rig acts as PID 1 and the services, and controls the clock. The logger's loop runs
 * until it would sleep. A kill is a longjmp() out of a system call or a commit; the next
 * logger continues with the log memory.
 *
 * Layer:  the fuzzers of the logger.
 * Errors: CHECK() aborts, which the fuzzer reports as a crash. */
#ifndef TESTS_FUZZ_LOG_RIG_H
#define TESTS_FUZZ_LOG_RIG_H

#include "supervisor/logger/base/logger.h"
#include "supervisor/logger/shared/protocol.h"
#include "supervisor/logger/sink/ring.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RIG_SOURCES 64u
#define RIG_STREAMS 3u /* stream i has the sources 20 * i to 20 * i + 19 */
#define RIG_MARKS   64u
#define RIG_SENT    (300u << 10) /* bytes; a pipe or file that got more gets no more */

/* The unread input of the fuzzer. */
struct bytes {
	const uint8_t *at, *end;
};

static inline unsigned take(struct bytes *b)
{
	return b->at < b->end ? *b->at++ : 0;
}

static inline size_t bytes_left(const struct bytes *b)
{
	return (size_t)(b->end - b->at);
}

/* Takes a length from two bytes of the input, then a text of that length. The text has at
 * most `most` bytes and ends where the input ends. */
const char *take_text(struct bytes *b, size_t most, size_t *ret_len);

#define CHECK(claim, ...)                                               \
	do {                                                            \
		if (!(claim)) {                                         \
			fprintf(stderr, "%s:%d: ", __FILE__, __LINE__); \
			fprintf(stderr, __VA_ARGS__);                   \
			fputc('\n', stderr);                            \
			abort();                                        \
		}                                                       \
	} while (0)

struct text {
	char *at;
	size_t len, room;
};
void text_add(struct text *text, const char *from, size_t len);

enum rig_console {
	RIG_CONSOLE_FILE,
	RIG_CONSOLE_PIPE,
	RIG_CONSOLE_SMALL_PIPE,
	RIG_CONSOLE_KINDS
};

struct rig_stream {
	union packet settings, run;
	size_t settings_len, run_len;
	int read[2], write[2];
	struct text sent[2];
	size_t marks[2][RIG_MARKS]; /* offsets in `sent` where a process may have ended */
	unsigned mark_count[2];
};

struct rig {
	bool on;
	struct logger l;
	int socket, log_memory_fd, syslog[2];
	int console_read[2], console_write[2];
	bool terminal[2];
	struct text got[2];
	struct rig_stream streams[RIG_STREAMS];
	unsigned kill_after; /* reads, writes and commits until the kill; 0 for never */
	unsigned kill_how;   /* before, in the middle of, or after the last call */
	unsigned kills;
	unsigned fail_writes; /* the next N writes to log files fail or are short */
	int fail_errno;
	unsigned spins; /* calls of epoll_wait() and poll() in this rig_run() */
	uint64_t nsec;  /* the clock */
	bool readers;   /* read the consoles whenever the logger waits */
	bool begun;     /* rig_go() was called */
	bool ended;     /* the logger has exited */
	bool no_inotify, no_signals;
	bool corrupt; /* the log memory may have any content */
};

extern struct rig rig;

/* Makes two consoles, the log memory and a logger, which waits for rig_go(). With `signals`
 * it gets a signal when a pipe has data; otherwise it polls. Zeroes `rig`. */
void rig_begin(enum rig_console stdout_kind, enum rig_console stderr_kind, bool signals);
/* Resets the packet of stream i to default settings and returns it. The caller may change
 * it before rig_add(). */
struct packet_stream *rig_stream(unsigned i);
struct rig_names {
	const char *name, *file; /* `file` is "" without a log file */
	const char *const *follows;
	unsigned follow_count;
};
/* Sets the names in the packet of stream i, and its followed files with these slots. */
void rig_name(unsigned i, const struct rig_names *names, const struct packet_tail *slots);
/* Makes pipes for stream i, then sets the names with the stream's first slots. `pipes` is a
 * mask of stdout (1) and stderr (2). */
void rig_add(unsigned i, unsigned pipes, const struct rig_names *names);
/* Sends all streams to the logger and starts it. */
void rig_go(void);
/* Writes as much as fits to the pipe of a service's stdout (k = 0) or stderr (1), if there
 * is one. Appends the written text to `sent`. Writes a dot first if a newline would come
 * directly after the end of a process. */
void rig_write(unsigned i, int k, const char *text, size_t len);
/* Sends a packet as PID 1. Runs the logger while the socket is full. Gives up after 100
 * attempts or if the logger has exited. */
void rig_say(const void *packet, size_t len, const int *fds, size_t count);
/* Reports as PID 1 that the process of stream i has started or ended. Does nothing if the
 * stream has no free mark. */
void rig_process(unsigned i, bool ended, const char *regex);
/* Runs the loop until it would sleep or the logger exits. After a kill runs the next
 * logger. */
void rig_run(void);
/* Reads at most `most` bytes from a console into rig.got. */
void rig_read(int which, size_t most);
/* Replaces the logger with a new one, and sends it all streams. */
void rig_kill(void);
/* Drains the logger, with readers, until it exits. Aborts if it does not. */
void rig_drain(void);
/* Aborts if the logger has reported a bug of a source. Frees everything, and closes all
 * descriptors that were opened since rig_begin(). */
void rig_end(void);

#endif
