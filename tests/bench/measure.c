/* tests/bench/measure.c - starts and stops subjects, reads FIFOs, prints samples. */
#include "tests/bench/measure.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

void sleep_ms(int ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000L };

	while (nanosleep(&t, &t) < 0 && errno == EINTR)
		;
}

_Noreturn void give_up(const char *what)
{
	fprintf(stderr, "bench: %s: %s\n", what, strerror(errno));
	exit(1);
}

void sample(const char *metric, const char *subject, int round, double value)
{
	printf("%s\t%s\t%d\t%.6g\n", metric, subject, round, value);
	fflush(stdout);
}

int subjects_read(const char *path, struct subject *ret, int max)
{
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	int n = 0;

	if (f == NULL)
		give_up(path);
	while (n < max && getline(&line, &size, f) > 0) {
		char *words[MAX_WORDS], *rest = strdup(line);
		int count = 0;
		for (char *w; count < MAX_WORDS && (w = strsep(&rest, " \n")) != NULL;)
			if (*w != '\0')
				words[count++] = w;
		if (count < 4)
			continue;
		ret[n] = (struct subject){ .name = words[0],
					   .stop_signal = atoi(words[1]),
					   .every = atoi(words[2]),
					   .etc = words[3] };
		memcpy(ret[n].argv, words + 4, (size_t)(count - 4) * sizeof *words);
		n++;
	}
	free(line);
	fclose(f);
	return n;
}

static _Noreturn void become(const struct subject *s, int out_fd, volatile int64_t *start)
{
	sigset_t none;
	int null = open("/dev/null", O_RDWR);

	setsid();
	/* Every container has its own /proc. */
	if (unshare(CLONE_NEWNS) < 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("proc", "/proc", "proc", 0, NULL) < 0 ||
	    (strcmp(s->etc, "-") != 0 && mount(s->etc, "/etc", NULL, MS_BIND, NULL) < 0))
		_exit(98);
	dup2(null, 0);
	dup2(out_fd < 0 ? null : out_fd, 1);
	dup2(null, 2);
	syscall(SYS_close_range, 3U, ~0U, 0U);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	*start = now_ns();
	execv(s->argv[0], s->argv);
	_exit(97);
}

pid_t subject_start(const struct subject *s, int out_fd, int64_t *ret_start)
{
	static volatile int64_t *shared;

	if (shared == NULL)
		shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	*shared = 0;
	/* The raw call is a fork; glibc's clone() needs a stack. */
	pid_t pid = (pid_t)syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0);
	if (pid < 0)
		give_up("clone(CLONE_NEWPID)");
	if (pid == 0)
		become(s, out_fd, shared);
	while (ret_start != NULL && *shared == 0 && state_of(pid) != 'Z')
		sched_yield();
	if (ret_start != NULL)
		*ret_start = *shared;
	return pid;
}

int subject_stop(pid_t pid, int signal, int limit_ms)
{
	int status = 0, pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	struct pollfd p = { .fd = pidfd, .events = POLLIN };

	kill(pid, signal);
	if (poll(&p, 1, limit_ms) == 0)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	close(pidfd);
	return status;
}

int fifo_open(const char *path)
{
	if (mkfifo(path, 0666) < 0 && errno != EEXIST)
		give_up(path);
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		give_up(path);
	return fd;
}

bool fifo_read(int fd, void *ret, int size, int limit_ms)
{
	int64_t end = now_ns() + limit_ms * 1000000LL;
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char *at = ret;

	while (size > 0) {
		int64_t left = (end - now_ns()) / 1000000;
		if (left <= 0 || poll(&p, 1, (int)left) <= 0)
			return false;
		ssize_t n = read(fd, at, (size_t)size);
		if (n < 0 && errno != EAGAIN)
			return false;
		at += n > 0 ? n : 0;
		size -= n > 0 ? (int)n : 0;
	}
	return true;
}

void fifo_drain(int fd)
{
	char bytes[4096];

	while (read(fd, bytes, sizeof bytes) > 0)
		;
}
