/* supervisor/probe/path_check.c - a helper checks a path, or connects to a socket there. */
#include "supervisor/probe/path_check.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Filled in before the fork: the child has its own copy. */
static struct {
	struct look how;
	char path[PATH_MAX];
} asked;

static int connect_to(int path_fd)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return errno;
	snprintf(to.sun_path, sizeof to.sun_path, "/proc/self/fd/%d", path_fd);
	return connect(fd, (const struct sockaddr *)&to, sizeof to) == 0 ? 0 : errno;
}

static int look_aside(void *context)
{
	int fd = path_open(asked.how.use, AT_FDCWD, asked.path, O_PATH, 0);

	(void)context;
	return fd < 0 ? -fd : asked.how.connects ? connect_to(fd) : 0;
}

int path_check_start(struct helper *helper, const struct look *look, const char *path,
		     struct text *err)
{
	struct helper_spec spec = { .run = look_aside,
				    .result_fd = -1,
				    .timeout = look->timeout,
				    .privileged = !look->as_service,
				    .bare = !look->as_service,
				    .quiet = true };

	if (strlen(path) >= sizeof asked.path) {
		text_set(err, "the path is too long");
		return -ENAMETOOLONG;
	}
	asked.how = *look;
	strcpy(asked.path, path);
	return helper_start(helper, &spec, err);
}

bool path_check_may_retry_as_user(const struct unit *u)
{
	return geteuid() == 0 && conf_is_set(u->section, CONF_SERVICE_USER);
}
