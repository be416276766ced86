/* tests/lib/guard.c - runs one test program, so that it can neither hang nor leave
 * processes.
 *
 * usage: guard [-m] SECONDS CMD [ARG]...
 * Becomes the subreaper of all processes that CMD starts, so that none escapes as a daemon.
 * After SECONDS, or at SIGTERM, SIGINT or SIGHUP, it kills all of them and exits with 124.
 * It names and kills processes that still run 20 s after CMD has exited, and then exits
 * with 123 if CMD's exit code was 0. Otherwise it exits with CMD's exit code, 128+N for a
 * signal.
 * -m: as root, in a mount namespace of its own with shared propagation, as on a booted host,
 *     so that only the test sees a mount that leaks; and in a network namespace with only a
 *     loopback, where no port and no abstract socket is in use.
 * CT_GUARD in CMD's environment is the guard's pid: common.bash looks for orphans below it.
 * Source: prctl(2) PR_SET_CHILD_SUBREAPER, proc(5) stat, mount_namespaces(7), netdevice(7). */
#include <dirent.h>
#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_PIDS = 32768, GRACE_MS = 20000, KILL_MS = 50000 };

static struct process {
	pid_t pid, parent;
	char state, name[32];
} table[MAX_PIDS];
static int count;
static int main_status = -1;

static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Reads /proc/PID/stat. The name may contain any character, so look for the last ')'.
 * Returns false if there is no such process. */
static bool read_stat(const char *pid, struct process *ret)
{
	char path[64], text[512];
	FILE *f;
	size_t n;
	char *open, *close;

	snprintf(path, sizeof(path), "/proc/%.20s/stat", pid);
	f = fopen(path, "re");
	if (!f)
		return false;
	n = fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	text[n] = '\0';
	open = strchr(text, '(');
	close = strrchr(text, ')');
	if (!open || !close || sscanf(close + 1, " %c %d", &ret->state, &ret->parent) != 2)
		return false;
	*close = '\0';
	snprintf(ret->name, sizeof(ret->name), "%.31s", open + 1);
	ret->pid = (pid_t)strtol(pid, NULL, 10);
	return true;
}

static void scan(void)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;

	count = 0;
	while (dir && count < MAX_PIDS && (entry = readdir(dir)))
		if (entry->d_name[0] > '0' && entry->d_name[0] <= '9' &&
		    read_stat(entry->d_name, &table[count]))
			count++;
	if (dir)
		closedir(dir);
}

static bool below_us(const struct process *p)
{
	pid_t parent = p->parent, self = getpid();
	int depth, i;

	for (depth = 0; depth < 64 && parent > 1; depth++) {
		if (parent == self)
			return true;
		for (i = 0; i < count && table[i].pid != parent; i++)
			;
		if (i == count)
			return false;
		parent = table[i].parent;
	}
	return false;
}

static void reap(pid_t child)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		if (pid == child)
			main_status = status;
}

/* Returns the number of processes below us, without zombies. `tell` prints each of them
 * once, `end` kills them. */
static int find_remaining(bool tell, bool end)
{
	int i, found = 0;

	scan();
	for (i = 0; i < count; i++) {
		if (table[i].state == 'Z' || !below_us(&table[i]))
			continue;
		found++;
		if (tell)
			fprintf(stderr, "# left running: %d (%s)\n", (int)table[i].pid,
				table[i].name);
		if (end)
			kill(table[i].pid, SIGKILL);
	}
	return found;
}

static void kill_all(pid_t child)
{
	const struct timespec tick = { .tv_nsec = 20000000 };
	long until = now_ms() + KILL_MS;

	while (now_ms() < until && find_remaining(false, true) > 0) {
		nanosleep(&tick, NULL);
		reap(child);
	}
	reap(child);
}

static void own_mounts(void)
{
	if (geteuid() != 0)
		return;
	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount(NULL, "/", NULL, MS_REC | MS_SHARED, NULL))
		fprintf(stderr, "# guard: no mount namespace of its own: %s\n",
			strerror(errno));
}

static void own_network(void)
{
	struct ifreq lo = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
	int fd;

	if (geteuid() != 0)
		return;
	if (unshare(CLONE_NEWNET)) {
		fprintf(stderr, "# guard: no network of its own: %s\n", strerror(errno));
		return;
	}
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &lo) < 0)
		fprintf(stderr, "# guard: no loopback: %s\n", strerror(errno));
	close(fd);
}

static int wait_for_end(pid_t child, const sigset_t *set, long seconds)
{
	long end = now_ms() + seconds * 1000, left;
	struct timespec wait;
	int got;

	for (reap(child); main_status < 0; reap(child)) {
		left = end - now_ms();
		if (left <= 0) {
			fprintf(stderr, "# guard: still running after %ld s: killed\n",
				seconds);
			(void)find_remaining(true, false);
			kill_all(child);
			return 124;
		}
		wait.tv_sec = left / 1000;
		wait.tv_nsec = left % 1000 * 1000000;
		got = sigtimedwait(set, NULL, &wait);
		if (got > 0 && got != SIGCHLD) {
			kill_all(child);
			return 124;
		}
	}
	return WIFEXITED(main_status) ? WEXITSTATUS(main_status)
				      : 128 + WTERMSIG(main_status);
}

static int check_left(pid_t child, int code)
{
	const struct timespec tick = { .tv_nsec = 20000000 };
	long until = now_ms() + GRACE_MS;

	while (find_remaining(false, false) > 0 && now_ms() < until) {
		nanosleep(&tick, NULL);
		reap(child);
	}
	if (find_remaining(true, false) == 0)
		return code;
	kill_all(child);
	return code ? code : 123;
}

static void start(char **argv, const sigset_t *old)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", (int)getppid());
	setenv("CT_GUARD", text, 1);
	sigprocmask(SIG_SETMASK, old, NULL);
	execvp(argv[0], argv);
	fprintf(stderr, "guard: %s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

/* Resets all signals to their default action and unblocks them. Signals that the caller
 * ignores, including 32 and 33 of libc, would change the results of tests. */
static void reset_signals(void)
{
	static const char default_action[64]; /* the kernel's struct sigaction is smaller */
	unsigned long long none = 0;

	for (int number = 1; number <= 64; number++)
		syscall(SYS_rt_sigaction, number, default_action, NULL, sizeof none);
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, sizeof none);
}

int main(int argc, char **argv)
{
	bool mounts = argc > 1 && strcmp(argv[1], "-m") == 0;
	sigset_t set, old;
	pid_t child;

	argv += mounts ? 2 : 1;
	argc -= mounts ? 2 : 1;
	if (argc < 2) {
		fprintf(stderr, "usage: guard [-m] SECONDS CMD [ARG]...\n");
		return 2;
	}
	reset_signals();
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, &old);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	if (mounts) {
		own_mounts();
		own_network();
	}
	child = fork();
	if (child < 0) {
		perror("guard: fork");
		return 125;
	}
	if (child == 0)
		start(argv + 1, &old);
	return check_left(child, wait_for_end(child, &set, strtol(argv[0], NULL, 10)));
}
