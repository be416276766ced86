/* tests/fuzz/log_rig.h - the whole logger in one process, for its fuzzers.
 *
 * The loop runs until it would sleep, on a clock of ours. A kill is a jump out of a
 * system call or a commit; the next logger continues with the log memory. */
#ifndef TESTS_FUZZ_LOG_RIG_H
#define TESTS_FUZZ_LOG_RIG_H

#include "supervisor/logger/base/logger.h"
#include "supervisor/logger/shared/protocol.h"
#include "supervisor/logger/sink/ring.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RIG_SOURCES 64u
#define RIG_STREAMS 3u /* streams 0 to 2: sources 20 * i and so on */
#define RIG_MARKS   64u
#define RIG_SENT    (300u << 10)

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

/* Takes a length of two bytes, at most `most`, and that many of the bytes left. */
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
	size_t marks[2][RIG_MARKS]; /* offsets at which its process may have ended */
	unsigned mark_count[2];
};

struct rig {
	bool on;
	struct logger l;
	int socket, store, syslog[2];
	int console_read[2], console_write[2];
	bool terminal[2];
	struct text got[2];
	struct rig_stream streams[RIG_STREAMS];
	unsigned kill_after,
		kill_how; /* system calls and commits until it is killed; 0: never */
	unsigned kills;
	unsigned fail_writes; /* the number of writes to log files that fail */
	int fail_errno;
	unsigned spins;
	uint64_t nsec;
	bool readers; /* the consoles are read whenever the logger waits */
	bool begun, ended, no_inotify, no_signals;
	bool corrupt; /* the log memory may hold anything */
};

extern struct rig rig;

/* `signals`: writes to pipes send them; if not, the logger polls. */
void rig_begin(enum rig_console stdout_kind, enum rig_console stderr_kind, bool signals);
/* Prepares the packet of a stream; the caller may change it, then calls rig_add(). */
struct packet_stream *rig_stream(unsigned i);
struct rig_names {
	const char *name, *file; /* file: "" for none */
	const char *const *follows;
	unsigned follow_count;
};
/* Sets the packet's texts and followed files, which have these slots. */
void rig_name(unsigned i, const struct rig_names *names, const struct packet_follow *slots);
/* The same, with the first slots of the stream; makes pipes. `pipes`: a mask of stdout
 * (1) and stderr (2). */
void rig_add(unsigned i, unsigned pipes, const struct rig_names *names);
void rig_go(void);
/* Writes to the service's pipe; `sent` keeps the text. */
void rig_write(unsigned i, int k, const char *text, size_t len);
void rig_say(const void *packet, size_t len, const int *fds, size_t count);
void rig_process(unsigned i, bool ended, const char *regex);
/* Runs the loop until it would sleep. After a kill the next logger runs. */
void rig_run(void);
void rig_read(int which, size_t most);
void rig_kill(void);
/* Drains the logger, with readers, until it exits. */
void rig_drain(void);
void rig_end(void);

#endif
