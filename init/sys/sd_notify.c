/* init/sys/sd_notify.c - messages to the supervisor around us, sd_notify(3).
 *
 * The socket is connected once, at the start: a later send looks no path up. */
#include "init/sys/sd_notify.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

const char *notify_socket(char *const *environment)
{
	static const char name[] = "NOTIFY_SOCKET=";

	for (; *environment; environment++) {
		if (strncmp(*environment, name, sizeof name - 1) == 0)
			return *environment + sizeof name - 1;
	}
	return NULL;
}

int notify_open(const char *socket_name)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	size_t length = strlen(socket_name);

	if (length < 2 || (socket_name[0] != '/' && socket_name[0] != '@'))
		return -EAFNOSUPPORT;
	if (length > sizeof to.sun_path - (socket_name[0] == '/'))
		return -ENAMETOOLONG;
	memcpy(to.sun_path, socket_name, length);
	if (socket_name[0] == '@')
		to.sun_path[0] =
			'\0'; /* abstract, unix(7): its name ends with the length */
	else
		length++;
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, (struct sockaddr *)&to,
		    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length)) < 0) {
		int err = errno;

		close(fd);
		return -err;
	}
	return fd;
}

int notify_send(int fd, const char *text, size_t size)
{
	if (send(fd, text, size, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
		return 0;
	return errno == EAGAIN || errno == ENOBUFS || errno == EINTR ? -EAGAIN : -errno;
}
