/* supervisor/proc/origin.c - reads pipes and environment of a process to find its
 * service. */
#include "supervisor/proc/origin.h"

#include "supervisor/proc/dirents.h"
#include "supervisor/proc/fd.h"
#include "supervisor/proc/stat_line.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define ENVIRON_MAX (1u << 20)
#define FDS_MAX     4096 /* limits the descriptors of a process that we read */
#define EXEC_TRIES  100  /* limits the retries, every 2 ms, during its execve(2) */

/* A byte-by-byte scan of "NAME=VALUE\0NAME=VALUE\0...". */
struct marker_scan {
	/* Where the current value is copied to. NULL while the scan compares the name, and
	 * during a value that we do not need. */
	char *to;
	size_t used; /* number of bytes that were copied to `to` */
	size_t pos;  /* position in the current variable */
	/* The bytes up to `pos` match the name CTINIT_SERVICE, or CTINIT_INSTANCE. */
	bool service, instance;
};

/* Of several values of a name the first one that is not empty counts. */
static void scan_byte(struct marker_scan *f, char c, char *service, char *instance)
{
	static const char names[2][17] = { "CTINIT_SERVICE=", "CTINIT_INSTANCE=" };

	if (f->to != NULL) {
		if (f->used < PROCTREE_WORD)
			f->to[f->used++] = c;
		if (c == '\0' || f->used == PROCTREE_WORD) {
			if (c != '\0') /* the value is too long for a service's name */
				f->to[0] = '\0';
			f->to = NULL;
		}
	} else {
		f->service = f->service && f->pos < 15 && c == names[0][f->pos];
		f->instance = f->instance && f->pos < 16 && c == names[1][f->pos];
		f->used = 0;
		if (f->service && f->pos == 14 && service[0] == '\0')
			f->to = service;
		else if (f->instance && f->pos == 15 && instance[0] == '\0')
			f->to = instance;
	}
	f->pos++;
	if (c == '\0') {
		f->pos = 0;
		f->service = f->instance = true;
	}
}

/* Returns true if the process is in execve(2) and has new, empty memory: env_end is not set
 * yet (fs/proc/base.c, environ_read()). */
static bool is_in_exec(const struct proctree *t, pid_t pid)
{
	char path[32], text[1024];
	struct stat_line line;

	snprintf(path, sizeof path, "%d/stat", (int)pid);
	return proctree_read_file(t, path, text, sizeof text) > 0 &&
	       stat_line_parse(text, STAT_ENV_END, &line) && line.fields[STAT_ENV_END] == 0;
}

int proctree_env_marker(const struct proctree *t, pid_t pid, char service[PROCTREE_WORD],
			char instance[PROCTREE_WORD])
{
	struct marker_scan f = { .service = true, .instance = true };
	char path[32], text[4096];
	size_t total = 0;
	ssize_t n = 0;
	int fd;

	service[0] = instance[0] = '\0';
	snprintf(path, sizeof path, "%d/environ", (int)pid);
	fd = t->proc_fd < 0 ? -1 : proctree_open_file(t, path, O_RDONLY);
	if (fd < 0 && t->proc_fd >= 0 && (errno == EACCES || errno == EPERM))
		return -EACCES;
	while (fd >= 0 && total < ENVIRON_MAX && (n = read(fd, text, sizeof text)) > 0) {
		for (ssize_t i = 0; i < n; i++)
			scan_byte(&f, text[i], service, instance);
		total += (size_t)n;
	}
	fd_close(fd);
	if (f.to != NULL) /* the environment ended within a value */
		f.to[0] = '\0';
	if (fd >= 0 && total == 0 && n == 0 && is_in_exec(t, pid))
		return -EAGAIN;
	return service[0] != '\0';
}

/* ---- ids for file access ---- */

static long status_id(const char *status, const char *name)
{
	const char *pos = strstr(status, name);

	return pos != NULL ? strtol(pos + strlen(name), NULL, 10) : -1;
}

/* setfsuid(2) to an id other than 0 clears file capabilities in the effective set. The
 * kernel lets us read a process only if we have all of its capabilities
 * (security/commoncap.c). */
static void raise_capabilities(void)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &header, data) < 0)
		return;
	data[0].effective = data[0].permitted;
	data[1].effective = data[1].permitted;
	syscall(SYS_capset, &header, data);
}

static void assume_ids_of(const struct proctree *t, pid_t pid)
{
	char path[32], text[4096];

	snprintf(path, sizeof path, "%d/status", (int)pid);
	if (proctree_read_file(t, path, text, sizeof text) < 0)
		return;
	long uid = status_id(text, "\nUid:"), gid = status_id(text, "\nGid:");
	if (uid < 0 || gid < 0)
		return;
	setfsgid((gid_t)gid); /* first, because setfsuid() may disable CAP_SETGID */
	setfsuid((uid_t)uid);
	raise_capabilities();
}

static void restore_own_ids(void)
{
	setfsuid(geteuid());
	setfsgid(getegid());
	raise_capabilities();
}

/* ---- pipes and environment ---- */

static void add_pipe(struct process_origin *m, const char *target)
{
	uint64_t inode;

	if (strncmp(target, "pipe:[", 6) != 0)
		return;
	inode = strtoull(target + 6, NULL, 10);
	for (int i = 0; i < m->pipe_count; i++) {
		if (m->pipes[i] == inode)
			return;
	}
	if (m->pipe_count < ORIGIN_PIPES_MAX)
		m->pipes[m->pipe_count++] = inode;
}

static int read_pipes(const struct proctree *t, struct process_origin *m)
{
	static struct dirents list;
	char path[32], target[64];
	const char *name;
	int dir;

	snprintf(path, sizeof path, "%d/fd", (int)m->pid);
	dir = proctree_open_file(t, path, O_RDONLY | O_DIRECTORY);
	if (dir < 0)
		return -errno;
	dirents_init(&list, dir);
	for (int i = 0; i < FDS_MAX && dirents_next(&list, &name) > 0; i++) {
		ssize_t n = readlinkat(dir, name, target, sizeof target - 1);

		target[n < 0 ? 0 : n] = '\0';
		add_pipe(m, target);
	}
	close(dir);
	return 0;
}

static int read_environment(const struct proctree *t, struct process_origin *m)
{
	const struct timespec pause = { .tv_nsec = 2000000 };
	int r = proctree_env_marker(t, m->pid, m->service, m->instance);

	for (int i = 0; r == -EAGAIN && i < EXEC_TRIES; i++) {
		nanosleep(&pause, NULL);
		r = proctree_env_marker(t, m->pid, m->service, m->instance);
	}
	return r;
}

static int read_part(const struct proctree *t, struct process_origin *m)
{
	return m->environment ? read_environment(t, m) : read_pipes(t, m);
}

bool origin_read(const struct proctree *t, struct process_origin *ret)
{
	struct proc_info now = { 0 };
	int r = read_part(t, ret);

	if (r == -EACCES || r == -EPERM) {
		assume_ids_of(t, ret->pid);
		read_part(t, ret);
		restore_own_ids();
	}
	/* the pid may have been reused while we read */
	return proctree_stat(t, ret->pid, &now) && now.start == ret->start;
}
