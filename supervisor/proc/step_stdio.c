/* supervisor/proc/step_stdio.c - connects the descriptors of a child, and records where
 * its output begins. */
#include "supervisor/proc/steps.h"

#include "supervisor/path/path.h"

#include <errno.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

static int open_stdio(const struct spawn_plan *p, const struct spawn_stdio *s, int to)
{
	int flags = to == 0 ? O_RDONLY : O_WRONLY | O_CREAT | O_APPEND;

	if (s->null && p->null_fd > 2)
		return p->null_fd;
	if (s->null)
		return child_open("/dev/null", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (s->path == NULL)
		return s->fd;
	/* O_NONBLOCK keeps the open from waiting for the other side of a FIFO. It is
	 * cleared below, because the service's reads and writes should wait. */
	const struct path_ids ids = { p->uid, p->gid, p->groups, p->group_count };
	const struct path_how how = { .flags = flags,
				      .mode = 0640,
				      .ids = p->change_user ? &ids : NULL };
	int fd = path_open_as(&how, (enum path_use)(PATH_STDIN + to), AT_FDCWD, s->path);
	int now = fd < 0 ? 0 : child_call(SYS_fcntl, fd, F_GETFL, 0);
	if (fd >= 0 && now >= 0)
		child_call(SYS_fcntl, fd, F_SETFL, now & ~O_NONBLOCK);
	return fd;
}

/* Replaces a missing /dev/null by a pipe with a closed other end. A read returns the end of
 * the file. */
static int empty_pipe(int to)
{
	int ends[2], r = child_call(SYS_pipe2, (long)ends, 0, 0);

	if (r < 0)
		return r;
	child_close(ends[to == 0]);
	return ends[to != 0];
}

static int dup_to(int fd, int to)
{
	return fd == to ? child_call(SYS_fcntl, fd, F_SETFD, 0)
			: child_call(SYS_dup3, fd, to, 0);
}

static void set_foreground(void)
{
	int group = child_call(SYS_getpid, 0, 0, 0);

	child_call(SYS_ioctl, 0, TIOCSPGRP, (long)&group); /* SIGTTOU is still blocked */
}

struct step_result step_stdio(const struct spawn_plan *p)
{
	int r;

	if (p->client != NULL)
		return step_result(step_client_streams(p));
	for (int to = 0; to < 3; to++) {
		const struct spawn_stdio *s = &p->stdio[to];
		int fd = open_stdio(p, s, to);

		if (fd == -ENOENT && s->null)
			fd = empty_pipe(to);
		if (fd < 0 && (s->null || s->path != NULL))
			return step_failed_on(fd, to);
		if (fd < 0)
			child_close(to);
		else if ((r = dup_to(fd, to)) < 0)
			return step_failed_on(r, to);
	}
	if (p->take_foreground)
		set_foreground();
	r = p->env_fd > 0 ? dup_to(p->env_fd, SPAWN_ENV_FD) : 0;
	if (r >= 0 && p->notify_fd >= 0)
		r = dup_to(p->notify_fd, p->notify_as);
	return step_result(r);
}

/* The child calls FIONREAD to learn how many bytes the pipe contains. PID 1 must not: that
 * call waits for the pipe's lock, which a process of the service may hold for ever
 * (splice(2)). */
struct step_result step_output(const struct spawn_plan *p)
{
	int r = 0;

	for (int i = 0; i < 2 && r == 0; i++)
		if (p->begin_output != NULL && p->output[i].run_id != 0)
			r = p->begin_output(p->log_memory_fd, i + 1, &p->output[i]);
	return step_result(r);
}

/* The child stats the files, because their file system may hang. */
struct step_result step_follow(const struct spawn_plan *p)
{
	struct {
		uint64_t device, inode, size, generation;
	} now, noted;
	struct stat st;

	for (uint32_t i = 0; i < p->follow_count; i++) {
		const struct spawn_follow *f = &p->follow[i];

		if (raw_syscall_retry(SYS_pread64, p->log_memory_fd, (long)&noted,
				      sizeof noted, (long)f->offset,
				      0) != (long)sizeof noted ||
		    (noted.inode != 0 && noted.generation == f->slot_generation))
			continue;
		now.device = now.size = 0;
		now.generation = f->slot_generation;
		now.inode = ~(uint64_t)0;
		if (raw_syscall_retry(SYS_newfstatat, AT_FDCWD, (long)f->path, (long)&st,
				      AT_SYMLINK_NOFOLLOW, 0) == 0) {
			now.device = st.st_dev;
			now.inode = st.st_ino;
			now.size = (uint64_t)st.st_size;
		}
		raw_syscall_retry(SYS_pwrite64, p->log_memory_fd, (long)&now, sizeof now,
				  (long)f->offset, 0);
	}
	return step_result(0);
}
