/* tests/fuzz/log_rig.h - the whole logger in one process, for the fuzzers of it.
 *
 * Its loop runs until it would sleep; its clock is ours; it can be killed at any system
 * call or commit that counts, by a jump, and another goes on with what the store has. */
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

/* A chunk of what is left: a length of two bytes, at most `most`. */
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
	size_t marks[2][RIG_MARKS]; /* here its process may have ended */
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
	unsigned kill_after, kill_how; /* steps that count until it is killed; 0: never */
	unsigned kills;
	unsigned fail_writes; /* so many writes to log files fail */
	int fail_errno;
	unsigned spins;
	uint64_t nsec;
	bool readers; /* somebody reads the console whenever the logger waits */
	bool begun, ended, no_inotify, no_signals;
	bool corrupt; /* the store may say anything */
};

extern struct rig rig;

/* `signals`: of the pipes, or epoll for want of them. */
void rig_begin(enum rig_console stdout_kind, enum rig_console stderr_kind, bool signals);
/* The packet that begins a stream; the caller changes `settings.stream`, then adds it. */
struct packet_stream *rig_stream(unsigned i);
/* `pipes`: which of stdout (1) and stderr (2); then file and `follows` paths. */
/* Its texts, and what it follows. */
void rig_name(unsigned i, const char *name, const char *file,
	      const struct packet_follow *places, const char *const *paths,
	      unsigned follows);
void rig_add(unsigned i, unsigned pipes, const char *name, const char *file,
	     const char *const *paths, unsigned follows);
void rig_go(void);
/* To its pipe; what goes in is kept in `sent`. */
void rig_write(unsigned i, int k, const char *text, size_t len);
void rig_say(const void *packet, size_t len, const int *fds, size_t count);
void rig_process(unsigned i, bool ended, const char *regex);
/* Until it would sleep, or is killed: then another begins. */
void rig_run(void);
void rig_read(int which, size_t most);
void rig_kill(void);
/* Readers read, all is written, it ends by itself. */
void rig_drain(void);
void rig_end(void);

#endif
