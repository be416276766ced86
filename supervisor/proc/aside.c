/* supervisor/proc/aside.c - files of an environment, read by a child with a time limit. */
#include "supervisor/proc/aside.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LIMIT_MS 1000

/* What the child writes: this, `why` with its NUL, for each variable its address when it is
 * as it was (a child's addresses are ours) or NULL, and the new ones with their NULs. What
 * is ctinit's own is told by its address: environment.c. */
struct answer {
	int32_t result;
	uint32_t why_size, count, size;
};

static bool write_all(int fd, const void *from, size_t size)
{
	const char *at = from;

	while (size > 0) {
		ssize_t n = write(fd, at, size);

		if (n <= 0)
			return false;
		at += n;
		size -= (size_t)n;
	}
	return true;
}

/* In the room that was free before: read just now. */
static bool is_new(const struct env *env, size_t used_before, const char *word)
{
	uintptr_t at = (uintptr_t)word, room = (uintptr_t)env->scratch->at;

	return at >= room + used_before && at < room + env->scratch->size;
}

_Noreturn static void child(struct env *env, size_t used_before, int result,
			    const char *why, int fd)
{
	struct answer a = { .result = result,
			    .why_size = (uint32_t)strlen(why) + 1,
			    .count = (uint32_t)env->count };
	bool good;

	for (size_t i = 0; i < env->count; i++) {
		if (is_new(env, used_before, env->vars[i]))
			a.size += (uint32_t)strlen(env->vars[i]) + 1;
	}
	good = write_all(fd, &a, sizeof a) && write_all(fd, why, a.why_size);
	for (size_t i = 0; good && i < env->count; i++) {
		char *old = is_new(env, used_before, env->vars[i]) ? NULL : env->vars[i];

		good = write_all(fd, &old, sizeof old);
	}
	for (size_t i = 0; good && i < env->count; i++) {
		if (is_new(env, used_before, env->vars[i]))
			good = write_all(fd, env->vars[i], strlen(env->vars[i]) + 1);
	}
	_exit(!good);
}

static msec now_msec(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return SECONDS(t.tv_sec) + t.tv_nsec / 1000000;
}

static int read_all(int fd, void *to, size_t size, msec deadline)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char *at = to;

	while (size > 0) {
		msec left = deadline - now_msec();
		ssize_t n;

		if (left <= 0 || poll(&p, 1, (int)left) == 0)
			return -ETIMEDOUT;
		n = read(fd, at, size);
		if (n == 0)
			return -EIO; /* it was killed */
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return -errno;
		at += n > 0 ? n : 0;
		size -= n > 0 ? (size_t)n : 0;
	}
	return 0;
}

static int take_variables(struct env *env, const struct answer *a, int fd, msec deadline)
{
	char *at = a->count <= ENV_MAX ? env_take(env, a->size + 1) : NULL;
	char *end = at + a->size;
	int r;

	if (at == NULL)
		return -ENOSPC;
	env->count = 0;
	r = read_all(fd, env->vars, a->count * sizeof *env->vars, deadline);
	if (r == 0)
		r = read_all(fd, at, a->size, deadline);
	if (r < 0)
		return r;
	*end = '\0';
	for (; env->count < a->count; env->count++) {
		if (env->vars[env->count] != NULL)
			continue;
		if (at >= end)
			return -EIO;
		env->vars[env->count] = at;
		at += strlen(at) + 1;
	}
	env->vars[env->count] = NULL;
	return 0;
}

static int take(struct env *env, int fd, char *why, size_t why_size)
{
	msec deadline = now_msec() + LIMIT_MS;
	struct answer a;
	char text[1024];
	int r = read_all(fd, &a, sizeof a, deadline);

	if (r == 0 && (a.why_size == 0 || a.why_size > sizeof text))
		r = -EIO;
	if (r == 0)
		r = read_all(fd, text, a.why_size, deadline);
	if (r < 0)
		return r;
	snprintf(why, why_size, "%s", text);
	return a.result < 0 ? a.result : take_variables(env, &a, fd, deadline);
}

int aside_add(struct env *env,
	      int (*add)(struct env *env, const char *word, char *why, size_t why_size),
	      const char *word, char *why, size_t why_size)
{
	int ends[2], r;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	pid = fork();
	if (pid == 0) {
		size_t used_before = env->scratch->used;

		r = add(env, word, why, why_size);
		child(env, used_before, r, why, ends[1]);
	}
	r = pid < 0 ? -errno : 0;
	close(ends[1]);
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	if (r == 0) {
		r = take(env, ends[0], why, why_size);
		if (r == -ETIMEDOUT)
			snprintf(why, why_size, "%.200s: no answer within 1 s", word);
		kill(pid, SIGKILL);
		/* One that hangs in the kernel is reaped as an orphan when it is back. */
		waitpid(pid, NULL, r == -ETIMEDOUT ? WNOHANG : 0);
	}
	close(ends[0]);
	if (r < 0 && why[0] == '\0')
		snprintf(why, why_size, "cannot read %.200s: %s", word, strerror(-r));
	return r;
}
