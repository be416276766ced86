/* supervisor/logger/shared/log_memory.h - keeps the logger's state in a memfd of PID 1.
 *
 * The log memory survives the logger.
 *
 * Layer:   supervisor/logger/shared. PID 1 creates the memfd, the logger maps it.
 * Promise: a logger that is killed at any instruction loses nothing that it has read from
 *          pipes and files; it may lose a datagram of /dev/log. If it is killed between an
 *          action and its record, the action happens twice: a write to the console, an
 *          entry in the ring. A regular log file is exact.
 *
 * Everything that changes together is in a `struct log_memory_version`. There are two
 * versions; `current` selects the valid one. log_memory_begin() copies the valid version to
 * the other one, and log_memory_commit() makes that one valid. So after a kill the next
 * logger finds either the old version or the new one.
 *
 * One chunk of one source is processed at a time:
 *
 *   EMPTY    The source's carry is copied in front of CHUNK_HEADROOM.
 *   READING  read(2) writes to CHUNK_HEADROOM. A canary is in the last expected bytes
 *            (FIONREAD returned their minimum), so the next logger sees whether the read
 *            was completed.
 *   FULL     The bytes are begin..end. While lines_end is 0, nothing is decided about
 *            them. Then each offset advances independently:
 *            recorded_end -> lines_end   in the ring, searched for the ready pattern
 *            dest_end[] -> allowed_end   handed to the log file, to the console. The part
 *                                        that is not written yet is in file_begin,
 *                                        file_len and console[]
 *   EMPTY    end - lines_end (an unfinished line) and allowed_end - dest_end[] (no space
 *            on the console) are in the source's carry.
 *
 * The next logger: console_recover() ends a torn line and repeats it, chunk_recover_file()
 * compares with the file's size, recover_chunk() continues from the phase. */
#ifndef SUPERVISOR_LOGGER_SHARED_LOG_MEMORY_H
#define SUPERVISOR_LOGGER_SHARED_LOG_MEMORY_H

#include "supervisor/logger/shared/line_format.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Limits the bytes of one read. A pipe holds 64 KiB unless it was enlarged. */
#define CHUNK_SIZE          (128u << 10)
#define CONSOLE_BUFFER_SIZE (512u << 10)
#define COPY_SLACK          64u /* text is copied in blocks that may exceed its end */
/* What a source can keep for later: the start of a line, or a whole chunk that the console
 * had no space for. */
#define CARRY_SIZE     (CHUNK_SIZE + LINE_BYTES_MAX + 4096u)
#define CHUNK_HEADROOM CARRY_SIZE
/* The largest end of a chunk, including a newline that was missing. */
#define CHUNK_END_MAX (CHUNK_HEADROOM + CHUNK_SIZE + 1)

enum chunk_dest { DEST_FILE, DEST_CONSOLE, DEST_COUNT };
enum chunk_phase { CHUNK_EMPTY, CHUNK_READING, CHUNK_FULL };

/* Pending output of one console. */
struct console_pending {
	uint32_t begin, end; /* range of pending bytes in console_buffer */
	/* A part of the chunk that is written, unchanged, before those bytes. */
	uint32_t direct_begin, direct_len;
	uint32_t write_started; /* a write began; its result is not recorded yet */
	uint32_t line_torn;  /* a killed logger left half a line: write a newline first */
	uint32_t lost_errno; /* errno of the last loss */
	uint64_t lost_lines; /* lost lines that are not reported yet */
};

struct log_memory_version {
	uint32_t phase, slot; /* enum chunk_phase; the slot of the chunk's source */
	/* Offsets in the chunk. READING: the new bytes are lines_end..end. */
	uint32_t begin, end;
	uint32_t lines_end;   /* begin..lines_end are whole lines; 0: not known yet */
	uint32_t allowed_end; /* begin..allowed_end are the lines that `log-rate` allows */
	uint32_t dest_end[DEST_COUNT];
	uint32_t recorded_end;
	uint32_t attempts; /* number of loggers that found this chunk FULL */
	uint64_t timestamp_usec;
	uint64_t canary;
	uint64_t bytes_read; /* total bytes read from the source, including this chunk */
	struct console_pending console[2];
	/* Pending output of the source's log file: offsets in the chunk (file_in_chunk) or
	 * in file_buffer; and the file's size before that write. */
	uint32_t file_in_chunk, file_begin, file_len, pad;
	uint64_t file_size_before, file_inode;
	/* Copied to the source's record when the chunk is done. */
	uint64_t tail_offset, dropped, over_rate;
};

struct source_record {
	uint32_t carry_len; /* length of the carry, in bytes */
	/* The first bytes of the carry, which file and ring have already. */
	uint32_t carry_written;
	/* Total numbers of dropped lines, and how many of them were reported. If a logger
	 * is killed while it reports, the next one reports again. */
	uint64_t dropped, over_rate, reported_dropped, reported_over_rate;
	uint64_t bytes_read; /* total bytes read from the source */
	/* For a followed file: its device, its inode (0: the file was not checked yet) and
	 * the offset of the next read. For a pipe: the bytes from process_boundary on were
	 * written by run `run_id` of the service, or (RUN_ID_HOOK) by a hook before that
	 * run. A child writes these fields before its program runs (struct source_note).
	 * For a file the logger updates them. */
	uint64_t device;
	union {
		uint64_t inode, run_id;
	};
	union {
		uint64_t tail_offset, process_boundary;
	};
	/* The slot generation of the fields above. A process outside the logger writes it
	 * with them. */
	uint64_t note_generation;
	/* A slot is reused after its service was removed. Each user has its own generation;
	 * it is 0 if none of the service's slots and ring pages was used before.
	 * SLOT_RELEASED: see below. */
	uint64_t slot_generation;
	uint64_t matched_run; /* for stdout: the run in which the ready pattern was found */
};

/* What the logger is doing. PID 1 reads it when the logger makes no progress.
 * ACTIVITY_PIPE: a call that may wait for the lock of the source's pipe. ACTIVITY_REGEX:
 * evaluating the regular expression of the source's service. */
enum activity_kind { ACTIVITY_IDLE, ACTIVITY_WORKING, ACTIVITY_PIPE, ACTIVITY_REGEX };
struct activity {
	uint32_t kind, slot;
};

struct log_memory {
	uint64_t magic;
	uint32_t slot_count, current;
	struct log_memory_version version[2];
	struct activity activity;
	/* A logger has reported that its system calls are not filtered. */
	uint32_t unfiltered_reported, pad_word;
	char pad[4096 - 32 - 2 * sizeof(struct log_memory_version)];
	char chunk[CHUNK_HEADROOM + CHUNK_SIZE + COPY_SLACK + 4096];
	char console_buffer[2][CONSOLE_BUFFER_SIZE + COPY_SLACK];
	char file_buffer[CONSOLE_BUFFER_SIZE + COPY_SLACK];
	struct source_record source[];
};

#define RUN_ID_HOOK (1ull << 63)
/* A slot_generation: the slot's file is no longer followed and was read to its end, so PID
 * 1 may reuse the slot. */
#define SLOT_RELEASED    UINT64_MAX
#define LOG_MEMORY_MAGIC 0x31676f6c74696e69ull

/* ---- log_notes.c: for PID 1 and its children ---- */

/* The part of a source_record that PID 1 and its children write. For a followed file, inode
 * 0 means that it was not checked yet, and ~0 that it did not exist. For a pipe, inode is
 * the run id and offset the process boundary. */
struct source_note {
	uint64_t device, inode, offset, generation;
};
/* Returns the offset of a source's note in the log memory. */
uint64_t log_note_offset(uint32_t slot);
/* Writes a note. Ignores errors; there is then no note. */
void log_note_write(int fd, uint32_t slot, const struct source_note *note);

/* Counts all bytes that were ever written to the pipe `pipe_fd` of a source: those that the
 * logger has read plus those in the pipe. Exact only if no process writes meanwhile.
 * Returns false if the logger is reading this pipe, has committed anything meanwhile, or a
 * call fails. Only children of PID 1 may call it: it waits for the pipe's lock, which any
 * process with the pipe may hold. */
bool log_memory_bytes_written(int fd, uint32_t slot, uint32_t generation, int pipe_fd,
			      uint64_t *ret);
/* In a child, before its program runs: writes a note that run `run_id` begins at the
 * current end of the pipe. Makes only raw system calls. Waits for the pipe's lock, and at
 * most 100 ms for a read of the logger. Returns 0 or a negative errno. */
int log_note_start(int fd, int pipe_fd, uint32_t slot, uint32_t generation,
		   uint64_t run_id);

/* Returns what the logger is doing, or ACTIVITY_IDLE if that cannot be read. */
struct activity log_memory_activity(int fd);
/* Returns true if a console has not taken all of its output. */
bool log_memory_console_is_stuck(int fd);
/* Sets ACTIVITY_IDLE. Call it when a new logger is started. Ignores errors. */
void log_memory_clear_activity(int fd);
/* Returns true if the logger has set SLOT_RELEASED, false if not or if it cannot be
 * read. */
bool log_memory_slot_is_released(int fd, uint32_t slot);
/* Returns true if the logger has given the slot to this user of it (slot_generation). */
bool log_memory_slot_is_of(int fd, uint32_t slot, uint64_t generation);

/* ---- log_memory.c ---- */

/* Returns the size of the log memory for `slot_count` slots, not counting the rings. These
 * follow, at offsets that PID 1 chooses. */
uint64_t log_memory_size(uint32_t slot_count);

/* Returns the page size of the kernel in bytes; on arm64 it may be 16 or 64 KiB. Offsets and
 * sizes of the rings are multiples of it, because mmap(2) takes no other offset. */
uint32_t log_memory_page_size(void);

/* For the logger: maps the log memory, but not its rings. Clears the two versions if the
 * memory is new or its offsets are invalid; console output and a chunk that were pending
 * are then lost. The mapping stays until the logger exits. Returns NULL and sets errno on
 * failure. */
struct log_memory *log_memory_map(int fd, uint32_t slot_count);

/* Return a source's carry: its offset in the log memory, and its address. */
uint64_t log_memory_carry_offset(uint32_t slot_count, uint32_t slot);
char *log_memory_carry(struct log_memory *memory, uint32_t slot);

/* Returns the valid version. */
static inline const struct log_memory_version *
log_memory_current(const struct log_memory *memory)
{
	return &memory->version[memory->current & 1];
}
/* Copies the valid version to the other one, and returns that for changes. Changes without
 * log_memory_commit() are lost at the next call. */
struct log_memory_version *log_memory_begin(struct log_memory *memory);
/* Makes the version that log_memory_begin() returned valid. */
void log_memory_commit(struct log_memory *memory);

/* Children of PID 1 may write these two at any time, so the reads are volatile. */
static inline uint64_t log_memory_process_boundary(const struct log_memory *memory,
						   uint32_t slot)
{
	return *(const volatile uint64_t *)&memory->source[slot].process_boundary;
}
static inline uint64_t log_memory_run_id(const struct log_memory *memory, uint32_t slot)
{
	return *(const volatile uint64_t *)&memory->source[slot].run_id;
}

/* Records a read of `want` bytes to offset `to` of the chunk that is about to begin. The
 * carry begins at `begin`. */
void log_memory_begin_read(struct log_memory *memory, uint32_t slot, uint32_t begin,
			   uint32_t to, uint32_t want);
/* Returns true if a killed logger had completed its read. Call it in phase READING. */
bool log_memory_read_completed(const struct log_memory *memory);

#endif
