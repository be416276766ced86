/* supervisor/logger/shared/state.h - what survives the logger: a memfd that PID 1 owns.
 *
 * Layer:   supervisor/logger/shared; PID 1 makes and sizes it, the logger maps it.
 * Promise: a logger killed at any instruction loses nothing that it read. What the kernel
 *          did and we had not yet noted can happen twice: a write to the console, a
 *          piece of the ring. A log file is exact.
 *
 * All that changes lies in one of two `struct state_version`; which one counts is one
 * index. state_begin() copies it to the other one, state_commit() flips the index: a
 * kill finds the old state or the new one. One chunk of one source at a time is on its
 * way:
 *
 *   EMPTY    its beginning of a line is copied from the source's hold in front of
 *            CHUNK_HEADROOM
 *   READING  read(2) comes to CHUNK_HEADROOM. Was it done? The canary that lies where its last
 *            bytes come tells (FIONREAD said how many there are at least)
 *   FULL     begin..end. `limit` 0: nothing is settled; else each mark goes on its own:
 *            recorded -> limit     ring and `ready` have it
 *            done[] -> allowed     it was handed to the file, to the console: what of that
 *                                  is not written yet is file_from, file_len and out[]
 *   EMPTY    end - limit (a line without its end) and allowed - done (no room on the
 *            console) are in the source's hold
 *
 * The next logger: console_recover() ends a line that a write may have torn and repeats it,
 * chunk_recover_file() sees what a file has, recover_chunk() goes on from the phase. */
#ifndef SUPERVISOR_LOGGER_SHARED_STATE_H
#define SUPERVISOR_LOGGER_SHARED_STATE_H

#include "supervisor/logger/shared/line_format.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A pipe that was never grown has 64 KiB. */
#define CHUNK_SIZE          (128u << 10)
#define CONSOLE_BUFFER_SIZE (512u << 10)
#define COPY_SLACK          64u /* copies are done in blocks */
/* Where the slot ends, with a newline that was missing. */
#define CHUNK_END_MAX (CHUNK_HEADROOM + CHUNK_SIZE + 1)
/* What a source may keep: the beginning of a line, or all of a chunk that could not go
 * out. */
#define CARRY_SIZE     (CHUNK_SIZE + LINE_BYTES_MAX + 4096u)
#define CHUNK_HEADROOM CARRY_SIZE

enum chunk_dest { DEST_FILE, DEST_CONSOLE, DEST_COUNT };
enum chunk_phase { CHUNK_EMPTY, CHUNK_READING, CHUNK_FULL };

struct console_state {       /* what is on its way to one of the container's two streams */
	uint32_t begin, end; /* in its own buffer */
	uint32_t direct, direct_len; /* before that: this much of the slot, unchanged */
	uint32_t writing;            /* a write was begun: how much went is not known */
	uint32_t torn;               /* by a logger that was killed: a newline goes first */
	uint32_t lost_by;            /* errno of the last loss */
	uint64_t lost;               /* lines that could not be written, to be told */
};

struct state_version {
	uint32_t phase, source;
	uint32_t begin,
		end;    /* of the slot's bytes; READING: of these the new ones from limit */
	uint32_t limit; /* so far they are whole lines */
	uint32_t allowed; /* and so far log-rate lets them */
	uint32_t done[DEST_COUNT];
	uint32_t recorded; /* in the ring, and looked at for `ready` */
	uint32_t tries;    /* how often a logger has found this slot full */
	uint64_t micros;
	uint64_t canary;
	uint64_t taken; /* of the source, with these */
	struct console_state out[2];
	/* What goes to the source's log file: of the slot (file_slot) or of the buffer; and
	 * how long the file was before the write that is tried. */
	uint32_t file_slot, file_from, file_len, pad;
	uint64_t file_at, file_inode;
	/* The source's own, once the slot is done with. */
	uint64_t offset, dropped, over_rate;
};

struct source_record {
	uint32_t held; /* bytes in its hold */
	uint32_t done; /* of these are in file and ring already */
	/* Lines, in all, and how many of these were told: a logger that is killed while it
	 * tells says the same again. */
	uint64_t dropped, over_rate, told_dropped, told_over_rate;
	uint64_t taken; /* bytes, ever */
	/* A followed file: which, and how far. inode 0: not looked at yet. A pipe: its
	 * bytes from `cut` on were written by the service's start `run`, or
	 * (RUN_ID_HOOK) by a command that runs before that start. A child notes both
	 * before its program runs. */
	uint64_t device;
	union {
		uint64_t inode, run;
	};
	union {
		uint64_t offset, cut;
	};
	uint64_t noted; /* these three were, by others than the logger, for this owner */
	uint64_t owner; /* whose place it is; 0: of the first who had it; SLOT_RELEASED */
	uint64_t
		matched; /* of stdout: ready = log: has found its line in this start's output */
};

/* What the logger is in, for PID 1 to judge it when it makes no progress. ACTIVITY_PIPE:
 * a call that waits for the lock of a pipe of the service that has the source;
 * ACTIVITY_REGEX: its expression. */
enum activity_kind { ACTIVITY_IDLE, ACTIVITY_WORKING, ACTIVITY_PIPE, ACTIVITY_REGEX };
struct activity {
	uint32_t at, source;
};

struct log_state {
	uint64_t magic;
	uint32_t sources, which;
	struct state_version now[2];
	struct activity at;
	char pad[4096 - 24 - 2 * sizeof(struct state_version)];
	char slot[CHUNK_HEADROOM + CHUNK_SIZE + COPY_SLACK + 4096];
	char out[2][CONSOLE_BUFFER_SIZE + COPY_SLACK];
	char file[CONSOLE_BUFFER_SIZE + COPY_SLACK];
	struct source_record source[];
};

#define RUN_ID_HOOK (1ull << 63)
/* A file that is followed no more was read to its end: PID 1 may give the place away. */
#define SLOT_RELEASED UINT64_MAX
#define STATE_MAGIC   0x31676f6c74696e69ull

/* How large it is for so many sources, and where a source's hold lies in it. Rings come
 * behind, where PID 1 says. */
uint64_t state_size(uint32_t sources);
/* What is noted from outside. Of what a source follows, by the service's child before its
 * program runs: inode 0 is not looked at, ~0 is that there was none. */
struct source_note {
	uint64_t device, inode, offset, owner;
};
uint64_t state_note_offset(uint32_t source);
void state_note_write(int fd, uint32_t source, const struct source_note *note);
/* How much was ever written to the pipe `pipe_fd` of a source, while nobody writes: what
 * the logger has read and what is left. False: it reads just now. Waits for the pipe's
 * lock, which any process that has the pipe may hold: never in PID 1, only in its
 * children. */
bool state_bytes_written(int fd, uint32_t source, uint32_t owner, int pipe_fd,
			 uint64_t *ret);
/* In a child, before its program runs: notes that start `run` begins here. Raw system calls
 * only. 0 or a negative errno. */
int state_note_start(int fd, int pipe_fd, uint32_t source, uint32_t owner, uint64_t run);
/* PID 1's: what the logger is in, and that a new one begins. */
struct activity state_activity(int fd);
void state_clear_activity(int fd);
/* Is it SLOT_RELEASED? */
bool state_slot_is_released(int fd, uint32_t source);
uint64_t state_carry_offset(uint32_t sources, uint32_t source);

/* The logger's side. NULL: errno. Looks whether it makes sense: what does not begins
 * anew. */
struct log_state *state_map(int fd, uint32_t sources);
char *state_carry(struct log_state *store, uint32_t source);

static inline const struct state_version *state_current(const struct log_state *s)
{
	return &s->now[s->which & 1];
}
/* A copy to change; it counts from state_commit() on. */
struct state_version *state_begin(struct log_state *s);
void state_commit(struct log_state *s);

/* Others write these two. */
static inline uint64_t state_process_boundary(const struct log_state *s, uint32_t source)
{
	return *(const volatile uint64_t *)&s->source[source].cut;
}
static inline uint64_t state_run_id(const struct log_state *s, uint32_t source)
{
	return *(const volatile uint64_t *)&s->source[source].run;
}

/* A read of `want` bytes to `at` of the slot is about to be tried. */
void state_begin_read(struct log_state *s, uint32_t source, uint32_t begin, uint32_t at,
		      uint32_t want);
/* Of a logger that came before us: was it done? */
bool state_read_completed(const struct log_state *s);

#endif
