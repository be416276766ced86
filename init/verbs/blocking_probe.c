/* init/verbs/blocking_probe.c - runs one probe of wait-for, and waits for its result. */
#include "init/verbs/blocking_probe.h"

#include "conf/base/clock.h"
#include "conf/base/exits.h"
#include "supervisor/proc/resolve.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CHILD_PAUSE_NS 5000000 /* between two looks at the command */

static int time_left(msec deadline)
{
	msec left = deadline - clock_now();

	return left > 0 ? (int)left : 0;
}

/* Connects within the time. Returns the socket or a negative errno. */
static int connect_within(const union probe_address *address, socklen_t size, msec deadline)
{
	int fd = socket(address->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
			0);
	int error = 0;
	socklen_t error_size = sizeof error;
	struct pollfd out = { fd, POLLOUT, 0 };

	if (fd < 0)
		return -errno;
	if (connect(fd, &address->any, size) < 0) {
		error = errno;
		if (error == EINPROGRESS && poll(&out, 1, time_left(deadline)) == 1)
			getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &error_size);
		else if (error == EINPROGRESS)
			error = ETIMEDOUT;
	}
	if (error == 0)
		return fd;
	close(fd);
	return -error;
}

/* Connects to one of the addresses of the host. */
static int connect_host(const struct probe_target *target, msec deadline)
{
	struct dns_address addresses[RESOLVE_MAX];
	struct resolve_setup setup = resolve_usual;
	union probe_address address;
	int count = probe_literal_addresses(target->host, addresses), fd = -ENOENT;

	setup.limit = time_left(deadline);
	if (count == 0)
		count = resolve(&setup, target->host, addresses);
	for (int i = 0; i < count; i++) {
		socklen_t size = probe_inet_address(&address, &addresses[i], target->port);

		fd = connect_within(&address, size, deadline);
		if (fd >= 0)
			return fd;
	}
	return count < 0 ? count : fd;
}

/* Asks the web server behind `fd`. Returns its status, or a negative errno. */
static int http_status(const struct probe_target *target, int fd, msec deadline)
{
	char request[2048], head[PROBE_STATUS_SIZE];
	size_t size = probe_http_request(target, request, sizeof request), used = 0;
	int status = 0;

	if (size == 0)
		return -EMSGSIZE;
	if (send(fd, request, size, MSG_NOSIGNAL) != (ssize_t)size)
		return -EIO;
	while (status == 0 && used < sizeof head) {
		struct pollfd in = { fd, POLLIN, 0 };
		ssize_t n;

		if (poll(&in, 1, time_left(deadline)) != 1)
			return -ETIMEDOUT;
		n = recv(fd, head + used, sizeof head - used, 0);
		if (n <= 0)
			return n < 0 ? -errno : -ECONNRESET;
		used += (size_t)n;
		status = probe_http_status(head, used);
	}
	return status > 0 ? status : -EPROTO;
}

static bool probe_connection(const struct probe_target *target, msec deadline,
			     struct text *err)
{
	union probe_address address;
	socklen_t size;
	int fd, status = 0;

	if (target->kind == READY_UNIX) {
		size = probe_unix_address(&address, target->rest);
		fd = size > 0 ? connect_within(&address, size, deadline) : -ENAMETOOLONG;
	} else {
		fd = connect_host(target, deadline);
	}
	if (fd >= 0 && target->kind == READY_HTTP)
		status = http_status(target, fd, deadline);
	if (fd >= 0)
		close(fd);
	if (fd < 0 || status < 0)
		text_set(err, "%s", strerror(fd < 0 ? -fd : -status));
	else if (status > 0 && (status < 200 || status >= 400))
		text_set(err, "status %d", status);
	else
		return true;
	return false;
}

static _Noreturn void run_child(const struct probe_target *target)
{
	setpgid(0, 0);
	execvp(target->argv[0], target->argv);
	_exit(errno == ENOENT ? CTINIT_EXIT_NOT_FOUND : CTINIT_EXIT_NOT_RUN);
}

static bool probe_command(const struct probe_target *target, msec deadline,
			  struct text *err)
{
	int status = 0;
	pid_t pid = fork(), ended = 0;

	if (pid == 0)
		run_child(target);
	if (pid < 0) {
		text_set(err, "cannot start it: %s", strerror(errno));
		return false;
	}
	while ((ended = waitpid(pid, &status, WNOHANG)) == 0 && time_left(deadline) > 0)
		nanosleep(&(struct timespec){ 0, CHILD_PAUSE_NS }, NULL);
	if (ended == 0) {
		kill(-pid, SIGKILL);
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
		text_set(err, "still running");
		return false;
	}
	if (WIFSIGNALED(status))
		text_set(err, "killed by signal %d", WTERMSIG(status));
	else if (WEXITSTATUS(status) != 0)
		text_set(err, "exited with code %d", WEXITSTATUS(status));
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool blocking_probe(const struct probe_target *target, msec limit, struct text *err)
{
	msec deadline = clock_now() + limit;

	if (target->kind == READY_EXEC)
		return probe_command(target, deadline, err);
	if (target->kind != READY_FILE)
		return probe_connection(target, deadline, err);
	if (access(target->rest, F_OK) == 0)
		return true;
	text_set(err, "%s", strerror(errno));
	return false;
}
