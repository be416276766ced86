/* supervisor/logger/shared/log_memory.c - keeps the logger's state in the log memory, a
 * memfd of PID 1 that survives the logger. */
#include "supervisor/logger/shared/log_memory.h"

#include "conf/base/raw_syscall.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define PAGE        4096u
#define CARRY_PAGES ((CARRY_SIZE + PAGE - 1) / PAGE * PAGE)

/* All attempts together take 100 ms, much longer than a read of the logger. */
#define ATTEMPTS_MAX 500
#define PAUSE_NSEC   200000

struct pipe_slot {
	uint32_t source, generation;
	int pipe_fd;
};

_Static_assert(sizeof(struct state_version) < 1024, "both versions fit before the chunk");
_Static_assert(offsetof(struct log_memory, chunk) == PAGE, "the versions are in one page");
_Static_assert(offsetof(struct source_record, note_generation) + 8 ==
		       offsetof(struct source_record, device) + sizeof(struct source_note),
	       "a note is a part of the record");

uint64_t state_carry_offset(uint32_t sources, uint32_t source)
{
	uint64_t records =
		sizeof(struct log_memory) + sources * sizeof(struct source_record);

	return (records + PAGE - 1) / PAGE * PAGE + (uint64_t)source * CARRY_PAGES;
}

static uint64_t record_offset(uint32_t source)
{
	return offsetof(struct log_memory, source) + source * sizeof(struct source_record);
}

uint64_t state_note_offset(uint32_t source)
{
	return record_offset(source) + offsetof(struct source_record, device);
}

void state_note_write(int fd, uint32_t source, const struct source_note *note)
{
	ssize_t n = pwrite(fd, note, sizeof *note, (off_t)state_note_offset(source));

	(void)n; /* it fails only for lack of memory; then there is no note */
}

/* A raw call: a child that shares PID 1's memory must not write errno. */
static bool read_state(int fd, void *to, size_t size, uint64_t offset)
{
	return raw_syscall_retry(SYS_pread64, fd, (long)to, (long)size, (long)offset, 0) ==
	       (long)size;
}

/* If the index is the same before and after, nothing was committed in between. Then the
 * numbers are consistent, and no read of the logger began or ended meanwhile. With `sure`
 * false we accept numbers that may be a little old. */
static bool count_written(int fd, const struct pipe_slot *slot, bool sure, uint64_t *ret)
{
	struct source_record record;
	struct state_version now;
	uint32_t before, after;
	uint64_t index = offsetof(struct log_memory, current);
	int unread = 0;

	if (!read_state(fd, &before, sizeof before, index) ||
	    !read_state(fd, &now, sizeof now,
			offsetof(struct log_memory, version) + (before & 1) * sizeof now) ||
	    !read_state(fd, &record, sizeof record, record_offset(slot->source)) ||
	    raw_syscall(SYS_ioctl, slot->pipe_fd, FIONREAD, (long)&unread, 0, 0) < 0 ||
	    !read_state(fd, &after, sizeof after, index) ||
	    (sure && (before != after ||
		      (now.phase == CHUNK_READING && now.source == slot->source))))
		return false;
	if (record.slot_generation != slot->generation)
		record.bytes_read = 0;
	else if (now.phase == CHUNK_FULL && now.source == slot->source)
		record.bytes_read = now.bytes_read;
	*ret = record.bytes_read + (uint64_t)unread;
	return true;
}

bool state_bytes_written(int fd, uint32_t source, uint32_t generation, int pipe_fd,
			 uint64_t *ret)
{
	const struct pipe_slot slot = { source, generation, pipe_fd };

	return count_written(fd, &slot, true, ret);
}

/* The logger may be stopped in the middle of a read, so we do not wait for it for ever.
 * After ATTEMPTS_MAX we use the last known numbers. Then a part of the previous process's
 * output may count as output of this one. */
int state_note_start(int fd, int pipe_fd, uint32_t source, uint32_t generation,
		     uint64_t run_id)
{
	const struct pipe_slot slot = { source, generation, pipe_fd };
	const struct timespec pause = { .tv_nsec = PAUSE_NSEC };
	struct source_note note = { .inode = run_id, .generation = generation };
	bool sure = false;
	long n;

	for (int attempts = 0; attempts < ATTEMPTS_MAX && !sure; attempts++) {
		if (attempts > 0)
			raw_syscall(SYS_nanosleep, (long)&pause, 0, 0, 0, 0);
		sure = count_written(fd, &slot, true, &note.offset);
	}
	if (!sure && !count_written(fd, &slot, false, &note.offset))
		return -EIO;
	n = raw_syscall_retry(SYS_pwrite64, fd, (long)&note, sizeof note,
			      (long)state_note_offset(source), 0);
	return n < 0 ? (int)n : 0;
}

struct activity state_activity(int fd)
{
	struct activity activity = { ACTIVITY_IDLE, 0 };

	read_state(fd, &activity, sizeof activity, offsetof(struct log_memory, activity));
	return activity;
}

void state_clear_activity(int fd)
{
	const struct activity idle = { ACTIVITY_IDLE, 0 };
	ssize_t n = pwrite(fd, &idle, sizeof idle, offsetof(struct log_memory, activity));

	(void)n; /* as in state_note_write() */
}

bool state_slot_is_released(int fd, uint32_t source)
{
	struct source_record record;

	return read_state(fd, &record, sizeof record, record_offset(source)) &&
	       record.slot_generation == SLOT_RELEASED;
}

uint64_t state_size(uint32_t sources)
{
	return state_carry_offset(sources, sources);
}

char *state_carry(struct log_memory *state, uint32_t source)
{
	return (char *)state + state_carry_offset(state->sources, source);
}

static bool console_is_valid(const struct console_pending *pending)
{
	return pending->begin <= pending->end && pending->end <= CONSOLE_BUFFER_SIZE &&
	       pending->direct_begin <= CHUNK_END_MAX &&
	       pending->direct_len <= CHUNK_END_MAX - pending->direct_begin;
}

/* While lines_end is 0 the other offsets mean nothing yet. */
static bool chunk_is_valid(const struct state_version *now)
{
	bool valid = now->begin <= now->end && now->end <= CHUNK_END_MAX &&
		     now->end - now->begin <= CARRY_SIZE && now->lines_end <= now->end &&
		     now->allowed_end <= now->lines_end;

	for (int i = 0; i < DEST_COUNT && now->phase == CHUNK_FULL && now->lines_end > 0;
	     i++)
		valid = valid && now->begin <= now->dest_end[i] &&
			now->dest_end[i] <= now->allowed_end;
	if (now->phase == CHUNK_FULL && now->lines_end > 0)
		valid = valid && now->begin <= now->recorded_end &&
			now->recorded_end <= now->lines_end;
	return valid && (now->phase != CHUNK_READING || now->lines_end >= now->begin);
}

static bool version_is_valid(const struct log_memory *state)
{
	const struct state_version *now = state_current(state);
	uint32_t max = now->file_in_chunk ? CHUNK_END_MAX : CONSOLE_BUFFER_SIZE;

	return now->phase <= CHUNK_FULL && now->source < state->sources &&
	       chunk_is_valid(now) && console_is_valid(&now->console[0]) &&
	       console_is_valid(&now->console[1]) && now->file_begin <= max &&
	       now->file_len <= max - now->file_begin;
}

struct log_memory *state_map(int fd, uint32_t sources)
{
	struct log_memory *state = mmap(NULL, state_size(sources), PROT_READ | PROT_WRITE,
					MAP_SHARED | MAP_NORESERVE, fd, 0);

	if (state == MAP_FAILED)
		return NULL;
	if (state->magic != STATE_MAGIC || state->sources != sources ||
	    !version_is_valid(state)) {
		memset(state->version, 0, sizeof state->version);
		state->sources = sources;
		state->current = 0;
		state->magic = STATE_MAGIC;
	}
	return state;
}

struct state_version *state_begin(struct log_memory *state)
{
	struct state_version *next = &state->version[~state->current & 1];

	*next = *state_current(state);
	return next;
}

/* After a kill the next logger must see the writes in this order. A compiler fence is
 * enough for that. */
void state_commit(struct log_memory *state)
{
	atomic_signal_fence(memory_order_seq_cst);
	*(volatile uint32_t *)&state->current = state->current + 1;
	atomic_signal_fence(memory_order_seq_cst);
}

/* A canary of fewer than 8 bytes has no space for the random number. So its bytes are 0xff,
 * which never occurs in UTF-8. */
static void canary_bytes(const struct state_version *now, char bytes[8],
			 uint32_t *ret_offset, uint32_t *ret_len)
{
	uint32_t want = now->end - now->lines_end;

	memset(bytes, 0xff, 8);
	*ret_len = want < 8 ? want : 8;
	*ret_offset = now->end - *ret_len;
	if (want >= 8)
		memcpy(bytes, &now->canary, 8);
}

void state_begin_read(struct log_memory *state, uint32_t source, uint32_t begin,
		      uint32_t to, uint32_t want)
{
	static uint64_t secret;
	struct state_version *next = state_begin(state);
	char bytes[8];
	uint32_t offset, len;

	if (secret == 0 && getrandom(&secret, sizeof secret, GRND_NONBLOCK) < 0)
		secret = 0x9e3779b97f4a7c15ull ^ (uintptr_t)state;
	secret = secret * 6364136223846793005ull + 1442695040888963407ull;
	next->phase = CHUNK_READING;
	next->source = source;
	next->begin = begin;
	next->lines_end = to;
	next->end = to + want;
	next->attempts = 0;
	next->bytes_read = state->source[source].bytes_read;
	next->allowed_end = next->dest_end[0] = next->dest_end[1] = next->recorded_end =
		begin;
	next->canary = secret;
	canary_bytes(next, bytes, &offset, &len);
	memcpy(state->chunk + offset, bytes, len);
	state_commit(state);
}

bool state_read_completed(const struct log_memory *state)
{
	char bytes[8];
	uint32_t offset, len;

	canary_bytes(state_current(state), bytes, &offset, &len);
	return memcmp(state->chunk + offset, bytes, len) != 0;
}
