/* supervisor/probe/connection.c - runs probes that connect: tcp:, http: and unix:. */
#include "supervisor/probe/connection.h"

#include "conf/base/clock.h"
#include "supervisor/base/io.h"
#include "supervisor/base/scratch.h"
#include "supervisor/probe/finish.h"
#include "supervisor/proc/scm_rights.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define REQUEST_SIZE     2048
#define REPLY_READ_SIZE  4096 /* more than the status needs, so that little stays unread */
#define ADDRESS_MIN_WAIT 100  /* least time for each address, in msec */

static enum probe_action action_of(const struct probe *probe)
{
	return probe->kind == READY_HTTP ? ACTION_GET : ACTION_CONNECT;
}

/* ---- HTTP ---- */

static void send_request(struct probe *probe)
{
	struct probe_target target;
	char why[HELPER_TEXT], request[REQUEST_SIZE];
	size_t size = 0;

	if (probe_target_find(probe->unit, NULL, probe->entry, &target, &TEXT(why)) != 0) {
		probe_finish(probe, false, why);
		return;
	}
	size = probe_http_request(&target, request, sizeof request);
	scratch_trim(probe->unit->ctx);
	if (size == 0 || send(probe->io.fd, request, size, MSG_NOSIGNAL | MSG_DONTWAIT) !=
				 (ssize_t)size) {
		probe_fail(probe, ACTION_GET,
			   size == 0 ? "the request is too long" : strerror(errno));
		return;
	}
	probe->state = PROBE_READING_REPLY;
	probe->head_size = 0;
	probe_set_timer(probe, probe->deadline - clock_now());
	probe_watch_fd(probe, probe->io.fd, EV_READ);
}

/* Reads the reply until its status is complete, which alone decides. */
static void read_reply(struct probe *probe)
{
	char reply[REPLY_READ_SIZE], text[64];
	ssize_t n = recv(probe->io.fd, reply, sizeof reply, MSG_DONTWAIT);
	size_t wanted = PROBE_STATUS_SIZE - probe->head_size;
	int status;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		probe_fail(probe, ACTION_GET,
			   n < 0 ? strerror(errno)
				 : "the connection was closed without a reply");
		return;
	}
	wanted = (size_t)n < wanted ? (size_t)n : wanted;
	memcpy(probe->head + probe->head_size, reply, wanted);
	probe->head_size += (uint8_t)wanted;
	status = probe_http_status(probe->head, probe->head_size);
	if (status == 0)
		return;
	snprintf(text, sizeof text, "status %d", status);
	if (status >= 200 && status <= 399)
		probe_finish(probe, true, "");
	else
		probe_fail(probe, ACTION_GET, status < 0 ? "the reply is not HTTP" : text);
}

/* ---- connecting ---- */

static void connected(struct probe *probe)
{
	if (probe->kind == READY_HTTP)
		send_request(probe);
	else
		probe_finish(probe, true, "");
}

/* Returns 1 if it is connected, 0 if the kernel is still connecting, or a negative
 * errno. */
static int connect_address(struct probe *probe, const union probe_address *address,
			   socklen_t size)
{
	int fd = socket(address->any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
			0);
	int r;

	if (fd < 0)
		return -errno;
	if (address->any.sa_family == AF_UNIX)
		scm_rights_refuse(fd);
	io_set(&probe->io, fd, EV_WRITE);
	do
		r = connect(fd, &address->any, size) == 0 ? 1 : -errno;
	while (r == -EINTR);
	if (r == -EISCONN) /* connected during the interrupted call */
		r = 1;
	if (r == 1)
		return r;
	if (r == -EINPROGRESS || r == -EALREADY) {
		probe_watch_fd(probe, fd, EV_WRITE);
		return 0;
	}
	probe_close_fd(probe);
	return r;
}

/* Connects to the next address that does not refuse at once. Fails the probe if there is
 * none. Each address gets an equal share of the remaining time, but at least
 * ADDRESS_MIN_WAIT. */
static void connect_next(struct probe *probe)
{
	union probe_address address;

	while (probe->next_address < probe->address_count) {
		msec left = probe->deadline - clock_now();
		msec share = left / (probe->address_count - probe->next_address);
		socklen_t size =
			probe_inet_address(&address,
					   &probe->addresses[probe->next_address++],
					   probe->port);
		int r = left > 0 ? connect_address(probe, &address, size) : -ETIMEDOUT;

		if (r > 0) {
			connected(probe);
			return;
		}
		if (r == 0) {
			probe->state = PROBE_CONNECTING;
			probe_set_timer(probe, share > ADDRESS_MIN_WAIT || share > left
						       ? share
						       : ADDRESS_MIN_WAIT);
			return;
		}
		probe->error = probe->error != 0 ? probe->error : (int16_t)-r;
	}
	probe_fail(probe, action_of(probe), strerror(probe->error));
}

static void address_failed(struct probe *probe, int error)
{
	probe_close_fd(probe);
	probe->error = probe->error != 0 ? probe->error : (int16_t)error;
	connect_next(probe);
}

static void finish_connect(struct probe *probe)
{
	int error = 0;
	socklen_t size = sizeof error;

	if (getsockopt(probe->io.fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0)
		error = errno;
	if (error == 0)
		connected(probe);
	else
		address_failed(probe, error);
}

void probe_connect_unix(struct probe *probe, const char *path)
{
	union probe_address address;
	socklen_t size = probe_unix_address(&address, path);
	int r = size > 0 ? connect_address(probe, &address, size) : -ENAMETOOLONG;

	if (r > 0)
		connected(probe);
	else
		probe_fail(probe, ACTION_CONNECT, strerror(r < 0 ? -r : EINPROGRESS));
}

/* ---- resolving ---- */

void probe_resolved(struct probe *probe)
{
	/* One more than the resolver may write, to detect a longer result. */
	struct dns_address found[RESOLVE_MAX + 1];
	ssize_t n = read(probe->io.fd, found, sizeof found);

	probe->address_count =
		n > 0 ? (uint8_t)resolve_check(found, (size_t)n, probe->addresses) : 0;
	if (probe->address_count == 0) {
		probe_fail(probe, ACTION_RESOLVE, resolve_reason(-1));
		return;
	}
	probe_close_fd(probe);
	probe->next_address = 0;
	connect_next(probe);
}

static void resolve_name(struct probe *probe, const char *name)
{
	static char child_name[DNS_NAME]; /* static, because the helper has its own copy */
	struct helper_spec spec = { .run = resolve_child,
				    .context = child_name,
				    .quiet = true };
	char why[HELPER_TEXT];
	int ends[2], r;

	if (pipe2(ends, O_CLOEXEC) < 0) {
		snprintf(why, sizeof why, "cannot make a pipe: %s", strerror(errno));
		probe_fail(probe, ACTION_RESOLVE, why);
		return;
	}
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	snprintf(child_name, sizeof child_name, "%s", name);
	probe->state = PROBE_RESOLVING;
	/* Not started: the pipe is read when the helper has ended. */
	io_set(&probe->io, ends[0], EV_READ);
	spec.result_fd = ends[1];
	spec.timeout = probe->timeout;
	r = helper_start(&probe->helper, &spec, &TEXT(why));
	close(ends[1]);
	if (r < 0)
		probe_finish(probe, false, why);
}

void probe_connect_host(struct probe *probe, const struct probe_target *target)
{
	probe->port = target->port;
	probe->next_address = 0;
	probe->address_count = probe_literal_addresses(target->host, probe->addresses);
	if (probe->address_count > 0)
		connect_next(probe);
	else
		resolve_name(probe, target->host);
}

/* ---- events ---- */

void probe_connection_ready(struct probe *probe)
{
	if (probe->state == PROBE_CONNECTING)
		finish_connect(probe);
	else if (probe->state == PROBE_READING_REPLY)
		read_reply(probe);
}

void probe_connection_timeout(struct probe *probe)
{
	if (probe->state == PROBE_CONNECTING)
		address_failed(probe, ETIMEDOUT);
	else
		probe_fail(probe, action_of(probe), "no answer in time");
}
