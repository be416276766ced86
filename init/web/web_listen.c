/* init/web/web_listen.c - opens the sockets that HTTP clients connect to. */
#include "init/web/web_listen.h"

#include "init/web/access.h"
#include "init/web/unprivileged.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 64

static int complain(const char *address, const char *what)
{
	fprintf(stderr, "ctinit-web: --listen %s: %s\n", address, what);
	return -1;
}

/* Opens, binds and listens. Returns the descriptor or -1 with errno. */
static int open_socket(const struct sockaddr *at, socklen_t size)
{
	int one = 1,
	    fd = socket(at->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -1;
	if (at->sa_family != AF_UNIX)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(fd, at, size) < 0 || listen(fd, BACKLOG) < 0) {
		int error = errno;

		close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

static bool read_port(const char *text, in_port_t *ret)
{
	char *end;
	unsigned long port = strtoul(text, &end, 10);

	*ret = htons((uint16_t)port);
	return text[0] >= '0' && text[0] <= '9' && *end == '\0' && port <= 65535;
}

static int listen_tcp(const char *address)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	char host[INET6_ADDRSTRLEN + 8];
	const char *text = address + strlen("tcp:"), *colon = strrchr(text, ':');
	int fd;

	if (!colon || (size_t)(colon - text) >= sizeof host ||
	    !read_port(colon + 1, &v4.sin_port))
		return complain(address, "is not tcp:ADDRESS:PORT");
	memcpy(host, text, (size_t)(colon - text));
	host[colon - text] = '\0';
	v6.sin6_port = v4.sin_port;

	size_t len = strlen(host);
	if (len > 2 && host[0] == '[' && host[len - 1] == ']') {
		host[len - 1] = '\0';
		if (inet_pton(AF_INET6, host + 1, &v6.sin6_addr) != 1)
			return complain(address, "has no valid IPv6 address");
		fd = open_socket((struct sockaddr *)&v6, sizeof v6);
	} else {
		if (inet_pton(AF_INET, strcmp(host, "localhost") == 0 ? "127.0.0.1" : host,
			      &v4.sin_addr) != 1)
			return complain(address,
					"has no IP address; names are not looked up");
		fd = open_socket((struct sockaddr *)&v4, sizeof v4);
	}
	return fd < 0 ? complain(address, strerror(errno)) : fd;
}

/* Removes a socket that no process listens on. */
static void remove_stale(const struct sockaddr_un *at, socklen_t size)
{
	struct stat st;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return;
	if (lstat(at->sun_path, &st) == 0 && S_ISSOCK(st.st_mode) &&
	    connect(fd, (const struct sockaddr *)at, size) < 0 && errno == ECONNREFUSED)
		unlink(at->sun_path);
	close(fd);
}

static int listen_unix(const struct web_settings *settings, const char *address)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	const char *path = address + strlen("unix:");
	struct account owner = { .uid = (uid_t)-1, .gid = (gid_t)-1 };
	size_t len = strlen(path);

	if (path[0] != '/' || len >= sizeof at.sun_path)
		return complain(address,
				"needs an absolute path of at most 107 characters");
	if (settings->owner && !account_find(&owner, settings->owner))
		return -1;
	memcpy(at.sun_path, path, len);
	socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len + 1);
	remove_stale(&at, size);
	/* The socket gets its mode at once: bind(2) applies the umask. */
	mode_t old = umask(0777 & ~settings->mode);
	int fd = open_socket((struct sockaddr *)&at, size);
	int error = errno;
	umask(old);
	if (fd < 0)
		return complain(address, strerror(error));
	if (settings->owner && lchown(path, owner.uid, owner.gid) < 0) {
		complain(address, strerror(errno));
		unlink(path);
		close(fd);
		return -1;
	}
	access_set_owner(owner.uid, owner.gid);
	return fd;
}

int web_listen(const struct web_settings *settings, const char *address)
{
	return strncmp(address, "unix:", 5) == 0 ? listen_unix(settings, address)
						 : listen_tcp(address);
}

void web_listen_name(char *to, size_t size, const char *address, int fd)
{
	struct sockaddr_in6 bound; /* sockaddr_in has its port at the same place */
	socklen_t len = sizeof bound;
	const char *colon = strrchr(address, ':');

	snprintf(to, size, "%s", address);
	if (strncmp(address, "tcp:", 4) == 0 && strcmp(colon, ":0") == 0 &&
	    getsockname(fd, (struct sockaddr *)&bound, &len) == 0)
		snprintf(to, size, "%.*s:%u", (int)(colon - address), address,
			 (unsigned)ntohs(bound.sin6_port));
}

void web_listen_remove(const struct web_settings *settings)
{
	for (unsigned i = 0; i < settings->listeners; i++) {
		if (strncmp(settings->listen[i], "unix:", 5) == 0)
			unlink(settings->listen[i] + 5);
	}
}
