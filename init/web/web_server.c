/* init/web/web_server.c - serves HTTP on sockets. */
#include "init/web/web_server.h"

#include "init/web/access.h"
#include "init/web/exchange.h"
#include "init/web/http_clients.h"
#include "init/web/web_routes.h"

#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEADERS_MAX       (16 << 10) /* bytes of a request before its body */
#define STACK_SIZE        (256 << 10)
#define CONTENT_TOO_LARGE 413       /* MHD has renamed its constant */
#define DROPPED_MAX       (1 << 20) /* bytes of a body that is too long, before we hang up */

/* What on_request() keeps of a request between its calls. */
struct pending {
	char *body;
	size_t len, dropped;
};

static enum MHD_Result on_accept(void *cls, const struct sockaddr *address, socklen_t len)
{
	(void)cls;
	(void)address;
	(void)len;
	return http_clients_have_room() ? MHD_YES : MHD_NO;
}

static void on_connection(void *cls, struct MHD_Connection *connection,
			  void **socket_context, enum MHD_ConnectionNotificationCode what)
{
	const union MHD_ConnectionInfo *info;

	(void)cls;
	if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
		if (*socket_context)
			http_client_remove(*socket_context);
		return;
	}
	info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	*socket_context = info ? http_client_add(info->connect_fd) : NULL;
}

/* Keeps a piece of the body, or drops all pieces after a body that is too long. */
static void take_body(struct pending *p, const char *data, size_t size)
{
	bool fits = !p->dropped && p->len + size <= BODY_MAX;
	char *more = fits ? realloc(p->body, p->len + size + 1) : NULL;

	if (!more) {
		p->dropped += size;
		return;
	}
	memcpy(more + p->len, data, size);
	p->body = more;
	p->len += size;
	p->body[p->len] = '\0';
}

static enum MHD_Result answer(struct exchange *x, const char *method, bool too_long)
{
	bool looks = strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
	int fd = http_client_fd(x->client);

	if (!access_host_fits(x->connection, fd))
		return exchange_refuse(x, MHD_HTTP_MISDIRECTED_REQUEST,
				       "the Host header is neither an IP address nor "
				       "localhost; "
				       "--host allows a name");
	if (!looks && access_is_foreign(x->connection))
		return exchange_refuse(x, MHD_HTTP_FORBIDDEN,
				       "the request comes from a page of another site");
	if (too_long)
		return exchange_refuse(x, CONTENT_TOO_LARGE,
				       "the body is longer than 16384 bytes");
	x->right = access_right_of(x->connection, fd);
	return web_route(x, method);
}

/* libmicrohttpd calls this once for the headers, for each piece of the body, and at the end. */
static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection,
				  const char *url, const char *method, const char *version,
				  const char *data, size_t *size, void **request)
{
	struct pending *p = *request;
	const union MHD_ConnectionInfo *info;

	(void)cls;
	(void)version;
	if (!p) {
		*request = calloc(1, sizeof *p);
		return *request ? MHD_YES : MHD_NO;
	}
	if (*size > 0) {
		take_body(p, data, *size);
		*size = 0;
		return p->dropped > DROPPED_MAX ? MHD_NO : MHD_YES;
	}
	info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	if (!info || !info->socket_context)
		return MHD_NO;
	struct exchange x = { .connection = connection,
			      .client = info->socket_context,
			      .path = url,
			      .body = p->body,
			      .body_len = p->len };
	http_client_limit(x.client, REPLY_LIMIT);
	return answer(&x, method, p->dropped > 0);
}

static void on_completed(void *cls, struct MHD_Connection *connection, void **request,
			 enum MHD_RequestTerminationCode why)
{
	struct pending *p = *request;

	(void)cls;
	(void)connection;
	(void)why;
	if (p)
		free(p->body);
	free(p);
	*request = NULL;
}

bool web_server_start(int listen_fd)
{
	struct MHD_Daemon *daemon =
		MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD |
					 MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL,
				 0, on_accept, NULL, on_request, NULL,
				 MHD_OPTION_LISTEN_SOCKET, listen_fd,
				 MHD_OPTION_CONNECTION_LIMIT, (unsigned)HTTP_CLIENTS_MAX,
				 MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEADERS_MAX,
				 MHD_OPTION_THREAD_STACK_SIZE, (size_t)STACK_SIZE,
				 MHD_OPTION_STRICT_FOR_CLIENT, 1,
				 MHD_OPTION_NOTIFY_CONNECTION, on_connection, NULL,
				 MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL,
				 MHD_OPTION_END);

	if (!daemon)
		fputs("ctinit-web: libmicrohttpd cannot serve on the socket\n", stderr);
	return daemon != NULL;
}
