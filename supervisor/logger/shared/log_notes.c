/* supervisor/logger/shared/log_notes.c - reads and writes the log memory by descriptor.
 *
 * For PID 1 and its children, which do not map it. */
#include "supervisor/logger/shared/log_memory.h"

#include "conf/base/raw_syscall.h"

#include <errno.h>
#include <stdatomic.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* All attempts together take 100 ms, much longer than a read of the logger. */
#define ATTEMPTS_MAX 500
#define PAUSE_NSEC   200000

struct pipe_slot {
	uint32_t slot, generation;
	int pipe_fd;
};

_Static_assert(offsetof(struct source_record, note_generation) + 8 ==
		       offsetof(struct source_record, device) + sizeof(struct source_note),
	       "a note is a part of the record");

static uint64_t record_offset(uint32_t slot)
{
	return offsetof(struct log_memory, source) + slot * sizeof(struct source_record);
}

uint64_t log_note_offset(uint32_t slot)
{
	return record_offset(slot) + offsetof(struct source_record, device);
}

void log_note_write(int fd, uint32_t slot, const struct source_note *note)
{
	ssize_t n = pwrite(fd, note, sizeof *note, (off_t)log_note_offset(slot));

	(void)n; /* ignore errors: there is then no note */
}

/* A raw call: a child that shares PID 1's memory must not change errno. The fence keeps what
 * is read next from being older (see log_memory_commit()). */
static bool read_memory(int fd, void *to, size_t size, uint64_t offset)
{
	long n = raw_syscall_retry(SYS_pread64, fd, (long)to, (long)size, (long)offset, 0);

	atomic_thread_fence(memory_order_acquire);
	return n == (long)size;
}

/* If the index is the same before and after, nothing was committed meanwhile, and no read
 * of the logger began or ended. The numbers are then consistent. If `sure` is false,
 * accepts numbers that may be slightly old. */
static bool count_written(int fd, const struct pipe_slot *pipe, bool sure, uint64_t *ret)
{
	struct source_record record;
	struct log_memory_version now;
	uint32_t before, after;
	uint64_t index = offsetof(struct log_memory, current);
	int unread = 0;

	if (!read_memory(fd, &before, sizeof before, index) ||
	    !read_memory(fd, &now, sizeof now,
			 offsetof(struct log_memory, version) +
				 (before & 1) * sizeof now) ||
	    !read_memory(fd, &record, sizeof record, record_offset(pipe->slot)) ||
	    raw_syscall(SYS_ioctl, pipe->pipe_fd, FIONREAD, (long)&unread, 0, 0) < 0 ||
	    !read_memory(fd, &after, sizeof after, index) ||
	    (sure &&
	     (before != after || (now.phase == CHUNK_READING && now.slot == pipe->slot))))
		return false;
	if (record.slot_generation != pipe->generation)
		record.bytes_read = 0;
	else if (now.phase == CHUNK_FULL && now.slot == pipe->slot)
		record.bytes_read = now.bytes_read;
	*ret = record.bytes_read + (uint64_t)unread;
	return true;
}

bool log_memory_bytes_written(int fd, uint32_t slot, uint32_t generation, int pipe_fd,
			      uint64_t *ret)
{
	const struct pipe_slot pipe = { slot, generation, pipe_fd };

	return count_written(fd, &pipe, true, ret);
}

/* The logger may be stopped in the middle of a read, so this wait has a limit. After
 * ATTEMPTS_MAX it uses the last known numbers; a part of the previous process's output may
 * then count as output of this one. */
int log_note_start(int fd, int pipe_fd, uint32_t slot, uint32_t generation, uint64_t run_id)
{
	const struct pipe_slot pipe = { slot, generation, pipe_fd };
	const struct timespec pause = { .tv_nsec = PAUSE_NSEC };
	struct source_note note = { .inode = run_id, .generation = generation };
	bool sure = false;
	long n;

	for (int attempts = 0; attempts < ATTEMPTS_MAX && !sure; attempts++) {
		if (attempts > 0)
			raw_syscall(SYS_nanosleep, (long)&pause, 0, 0, 0, 0);
		sure = count_written(fd, &pipe, true, &note.offset);
	}
	if (!sure && !count_written(fd, &pipe, false, &note.offset))
		return -EIO;
	n = raw_syscall_retry(SYS_pwrite64, fd, (long)&note, sizeof note,
			      (long)log_note_offset(slot), 0);
	return n < 0 ? (int)n : 0;
}

struct activity log_memory_activity(int fd)
{
	struct activity activity = { ACTIVITY_IDLE, 0 };

	read_memory(fd, &activity, sizeof activity, offsetof(struct log_memory, activity));
	return activity;
}

bool log_memory_console_is_stuck(int fd)
{
	struct log_memory_version now;
	uint32_t current = 0;

	if (!read_memory(fd, &current, sizeof current,
			 offsetof(struct log_memory, current)) ||
	    !read_memory(fd, &now, sizeof now,
			 offsetof(struct log_memory, version) + (current & 1) * sizeof now))
		return false;
	for (int i = 0; i < 2; i++)
		if (now.console[i].begin != now.console[i].end ||
		    now.console[i].direct_len > 0)
			return true;
	return false;
}

void log_memory_clear_activity(int fd)
{
	const struct activity idle = { ACTIVITY_IDLE, 0 };
	ssize_t n = pwrite(fd, &idle, sizeof idle, offsetof(struct log_memory, activity));

	(void)n; /* ignore errors, as log_note_write() does */
}

bool log_memory_slot_is_of(int fd, uint32_t slot, uint64_t generation)
{
	struct source_record record;

	return read_memory(fd, &record, sizeof record, record_offset(slot)) &&
	       record.slot_generation == generation;
}

bool log_memory_slot_is_released(int fd, uint32_t slot)
{
	return log_memory_slot_is_of(fd, slot, SLOT_RELEASED);
}
