/* supervisor/proc/proctree.c - processes below this one, seen through /proc. */
#include "supervisor/proc/proctree.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PROC_MAGIC 0x9fa0 /* PROC_SUPER_MAGIC, linux/magic.h */
#define PAIRS      65536u
#define DEEPEST    256 /* parents looked at; a longer chain is nobody's */

struct linux_dirent64 { /* getdents64(2): libc has no header for it */
	uint64_t ino;
	int64_t off;
	unsigned short reclen;
	unsigned char type;
	char name[];
};

/* Never into what somebody has mounted over a file of /proc: that could wait for ever. */
int proctree_open_file(const struct proctree *t, const char *path, int flags)
{
	struct open_how how = { .flags = (uint64_t)(flags | O_NONBLOCK | O_CLOEXEC),
				.resolve = RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS };
	long fd;

	do
		fd = syscall(SYS_openat2, t->proc_fd, path, &how, sizeof how);
	while (fd < 0 && errno == EINTR);
	if (fd < 0 && (errno == ENOSYS || errno == EPERM)) /* before 5.6, seccomp */
		fd = openat(t->proc_fd, path, (int)how.flags | O_NOFOLLOW);
	return (int)fd;
}

ssize_t proctree_read_file(const struct proctree *t, const char *path, char *text,
			   size_t size)
{
	int fd = proctree_open_file(t, path, O_RDONLY);
	ssize_t n;

	if (fd < 0)
		return -1;
	n = read(fd, text, size - 1);
	close(fd);
	if (n <= 0)
		return -1;
	text[n] = '\0';
	return n;
}

uint64_t proctree_now(void)
{
	struct timespec now;
	uint64_t hz = (uint64_t)sysconf(_SC_CLK_TCK);

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (uint64_t)now.tv_sec * hz + (uint64_t)now.tv_nsec * hz / 1000000000u;
}

void proctree_open(struct proctree *t)
{
	char text[32];
	struct statfs fs;
	ssize_t n;

	*t = (struct proctree){ .self = (uint32_t)getpid(), .gather_fd = -1 };
	t->proc_fd = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (t->proc_fd < 0)
		return;
	/* One of another pid namespace would name strangers. */
	n = readlinkat(t->proc_fd, "self", text, sizeof text - 1);
	text[n < 0 ? 0 : n] = '\0';
	if (fstatfs(t->proc_fd, &fs) < 0 || fs.f_type != PROC_MAGIC ||
	    strtoul(text, NULL, 10) != t->self) {
		proctree_close(t);
		return;
	}
	snprintf(text, sizeof text, "%u/task/%u/children", t->self, t->self);
	t->lists = faccessat(t->proc_fd, text, R_OK, 0) == 0;
	if (t->lists)
		return;
	t->pairs = mmap(NULL, PAIRS * sizeof *t->pairs, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (t->pairs == MAP_FAILED)
		proctree_close(t);
}

void proctree_close(struct proctree *t)
{
	if (t->proc_fd >= 0)
		close(t->proc_fd);
	if (t->gather_fd >= 0)
		close(t->gather_fd);
	if (t->pairs != NULL && t->pairs != MAP_FAILED)
		munmap(t->pairs, PAIRS * sizeof *t->pairs);
	t->proc_fd = t->gather_fd = -1;
	t->pairs = NULL;
}

/* ---- one process ---- */

/* The name may hold any byte, so fields are counted from the last ')'. */
static bool parse_stat(char *text, struct proc_info *p, bool dead_too)
{
	char *name = strchr(text, '('), *at = strrchr(text, ')');
	int field = 3;
	bool over;

	if (name == NULL || at == NULL || at < name || at[1] != ' ')
		return false;
	snprintf(p->name, sizeof p->name, "%.*s", (int)(at - name - 1), name + 1);
	at += 2;
	over = *at == 'Z' || *at == 'X' || *at == 'x';
	for (; (at = strchr(at, ' ')) != NULL; field++) {
		uint64_t value = strtoull(++at, NULL, 10);

		switch (field + 1) {
		case 4: p->parent = (pid_t)value; break;
		case 5: p->group = (pid_t)value; break;
		case 6: p->session = (pid_t)value; break;
		case 20:
			/* Its first thread may be dead and others live (pthread_exit(3)). */
			if (over && value <= 1 && !dead_too)
				return false;
			p->threads = (uint32_t)value;
			break;
		case 22: p->start = value; return true;
		}
	}
	return false;
}

/* What may not be looked at may still be known by its ids. */
static bool look_hidden(const struct proctree *t, pid_t pid, struct proc_info *p)
{
	siginfo_t dead = { 0 };

	p->group = getpgid(pid);
	p->session = getsid(pid);
	if (p->group < 0 || p->session < 0)
		return false;
	if (waitid(P_PID, (id_t)pid, &dead, WEXITED | WNOHANG | WNOWAIT | __WALL) < 0)
		return false; /* not ours: its number may become anybody's */
	p->parent = (pid_t)t->self;
	strcpy(p->name, "?");
	return dead.si_pid == 0;
}

bool proctree_stat(const struct proctree *t, pid_t pid, struct proc_info *ret)
{
	char path[32], text[1024];
	struct proc_info p = {
		.pid = pid, .owner = ret->owner, .direct = ret->direct, .mine = ret->mine
	};
	bool there;

	snprintf(path, sizeof path, "%d/stat", (int)pid);
	if (t->proc_fd >= 0 && proctree_read_file(t, path, text, sizeof text) > 0)
		there = parse_stat(text, &p, false);
	else
		there = look_hidden(t, pid, &p);
	if (there)
		*ret = p;
	return there;
}

bool proctree_stat_dead(const struct proctree *t, pid_t pid, struct proc_info *ret)
{
	char path[32], text[1024];

	snprintf(path, sizeof path, "%d/stat", (int)pid);
	*ret = (struct proc_info){ .pid = pid };
	return proctree_read_file(t, path, text, sizeof text) > 0 &&
	       parse_stat(text, ret, true);
}

/* Does `signal` do nothing to it: ignored, or not caught where the default is to ignore? */
bool proctree_ignores_signal(const struct proctree *t, pid_t pid, int signal)
{
	char path[32], text[4096], *ignored, *caught;
	bool by_default = signal == SIGCHLD || signal == SIGCONT || signal == SIGURG ||
			  signal == SIGWINCH;

	snprintf(path, sizeof path, "%d/status", (int)pid);
	if (signal < 1 || signal > 64 || t->proc_fd < 0 ||
	    proctree_read_file(t, path, text, sizeof text) < 0 ||
	    (ignored = strstr(text, "\nSigIgn:")) == NULL ||
	    (caught = strstr(text, "\nSigCgt:")) == NULL)
		return false;
	if (strtoull(ignored + 8, NULL, 16) >> (signal - 1) & 1)
		return true;
	return by_default && !(strtoull(caught + 8, NULL, 16) >> (signal - 1) & 1);
}

bool proctree_is_below(const struct proctree *t, pid_t pid, pid_t top)
{
	struct proc_info p = { .parent = pid };

	for (int i = 0; i < DEEPEST && p.parent > 1; i++) {
		if (!proctree_stat(t, p.parent, &p))
			return false;
		if (p.parent == top)
			return true;
	}
	return false;
}

/* Without pidfds (a filter of system calls, no descriptor left): by number, right after
 * the look. */
static bool send(int fd, pid_t pid, int signal)
{
	if (fd >= 0) {
		if (syscall(SYS_pidfd_send_signal, fd, signal, NULL, 0) == 0)
			return true;
		if (errno == ESRCH)
			return false;
	}
	return kill(pid, signal) == 0;
}

/* Its number could have passed on between the look and the pidfd: what the pidfd names is
 * what was looked at only if number, start and session are the same after it was opened. */
bool proctree_signal(const struct proctree *t, const struct proc_info *p, int signal)
{
	struct proc_info now = { 0 };
	int fd = (int)syscall(SYS_pidfd_open, p->pid, 0);
	bool sent = false;

	if (fd < 0 && errno == ESRCH)
		return false;
	if (p->pid > 1 && proctree_stat(t, p->pid, &now) && now.start == p->start &&
	    now.session == p->session)
		sent = send(fd, p->pid, signal);
	if (sent && signal != SIGKILL && signal != SIGCONT)
		send(fd, p->pid, SIGCONT);
	if (fd >= 0)
		close(fd);
	return sent;
}

/* ---- children ---- */

/* Decimal numbers and blanks, in pieces that may end within a number. */
static void each_number(int fd, void (*each)(void *context, pid_t pid), void *context)
{
	char text[4096];
	unsigned number = 0;
	ssize_t n;

	while ((n = read(fd, text, sizeof text)) > 0) {
		for (ssize_t i = 0; i < n; i++) {
			if (text[i] >= '0' && text[i] <= '9') {
				number = number * 10 + (unsigned)(text[i] - '0');
			} else if (number > 0) {
				each(context, (pid_t)number);
				number = 0;
			}
		}
	}
}

static void children_of_thread(const struct proctree *t, pid_t pid, pid_t thread,
			       void (*each)(void *context, pid_t pid), void *context)
{
	char path[64];
	int fd;

	snprintf(path, sizeof path, "%d/task/%d/children", (int)pid, (int)thread);
	fd = proctree_open_file(t, path, O_RDONLY);
	if (fd < 0)
		return;
	each_number(fd, each, context);
	close(fd);
}

/* The numbers a directory has as names. */
static long each_entry(int fd, void (*each)(void *context, pid_t pid), void *context)
{
	_Alignas(struct linux_dirent64) char list[4096];
	long n;

	do
		n = syscall(SYS_getdents64, fd, list, sizeof list);
	while (n < 0 && errno == EINTR);
	for (long at = 0; at < n;) {
		const struct linux_dirent64 *d = (const void *)(list + at);
		int pid = atoi(d->name);

		if (pid > 0)
			each(context, pid);
		at += d->reclen;
	}
	return n;
}

struct threads {
	const struct proctree *t;
	pid_t pid;
	void (*each)(void *context, pid_t pid);
	void *context;
};

static void on_thread(void *context, pid_t thread)
{
	struct threads *all = context;

	children_of_thread(all->t, all->pid, thread, all->each, all->context);
}

void proctree_children(const struct proctree *t, const struct proc_info *p,
		       void (*each)(void *context, pid_t pid), void *context)
{
	struct threads all = { t, p->pid, each, context };
	char path[32];
	int fd;

	for (size_t i = 0; !t->lists && i < t->pair_count; i++) {
		if (t->pairs[i].parent == p->pid)
			each(context, t->pairs[i].pid);
	}
	if (!t->lists || t->proc_fd < 0)
		return;
	if (p->threads <= 1) {
		children_of_thread(t, p->pid, p->pid, each, context);
		return;
	}
	snprintf(path, sizeof path, "%d/task", (int)p->pid);
	fd = proctree_open_file(t, path, O_RDONLY | O_DIRECTORY);
	while (fd >= 0 && each_entry(fd, on_thread, &all) > 0)
		;
	if (fd >= 0)
		close(fd);
}

static void on_entry(void *context, pid_t pid)
{
	struct proctree *t = context;
	struct proc_info p = { 0 };

	if (t->pair_count < PAIRS && proctree_stat(t, pid, &p) && p.start != 0)
		t->pairs[t->pair_count++] = (struct ppid_pair){ pid, p.parent };
}

bool proctree_snapshot(struct proctree *t, size_t most)
{
	if (t->lists || t->proc_fd < 0)
		return true;
	if (t->gather_fd < 0) {
		t->pair_count = 0;
		t->gather_fd = proctree_open_file(t, ".", O_RDONLY | O_DIRECTORY);
	}
	most += t->pair_count;
	while (t->gather_fd >= 0 && t->pair_count < PAIRS) {
		if (each_entry(t->gather_fd, on_entry, t) <= 0)
			break;
		if (t->pair_count >= most)
			return false;
	}
	if (t->gather_fd >= 0)
		close(t->gather_fd);
	t->gather_fd = -1;
	return true;
}

struct unknown {
	bool (*known)(void *context, pid_t pid);
	void *context;
	bool any;
};

static void on_own_child(void *context, pid_t pid)
{
	struct unknown *u = context;

	u->any = u->any || !u->known(u->context, pid);
}

bool proctree_has_unknown_child(struct proctree *t, bool (*known)(void *context, pid_t pid),
				void *context)
{
	struct unknown u = { known, context, !t->lists };

	if (t->lists)
		children_of_thread(t, (pid_t)t->self, (pid_t)t->self, on_own_child, &u);
	return u.any;
}

bool proctree_cgroup(const struct proctree *t, pid_t pid, char *line, size_t size)
{
	char path[32], text[4096], *at;

	snprintf(path, sizeof path, "%d/cgroup", (int)pid);
	if (t->proc_fd < 0 || proctree_read_file(t, path, text, sizeof text) < 0)
		return false;
	for (at = text; at != NULL && strncmp(at, "0::/", 4) != 0;)
		at = (at = strchr(at, '\n')) != NULL ? at + 1 : NULL;
	if (at == NULL)
		return false;
	snprintf(line, size, "%.*s", (int)strcspn(at, "\n"), at);
	return true;
}
