/* supervisor/logger/shared/log_notes.c - reads and writes the log memory for PID 1 and its
 * children, which do not map it. */
#include "supervisor/logger/shared/log_memory.h"

#include "conf/base/raw_syscall.h"

#include <errno.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* All attempts together take 100 ms, much longer than a read of the logger. */
#define ATTEMPTS_MAX 500
#define PAUSE_NSEC   200000

struct pipe_slot {
	uint32_t source, generation;
	int pipe_fd;
};

_Static_assert(offsetof(struct source_record, note_generation) + 8 ==
		       offsetof(struct source_record, device) + sizeof(struct source_note),
	       "a note is a part of the record");

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
