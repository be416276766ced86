/* supervisor/probe/path_check.c - has a helper check a path, or connect to a socket. */
#include "supervisor/probe/path_check.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Set before the fork; the helper has its own copy. */
static struct {
	struct path_check check;
	char path[PATH_MAX];
} child_input;

/* Connects to the socket. Returns the helper's exit code, 0 or an errno. */
static int connect_to(int path_fd)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return errno;
	snprintf(to.sun_path, sizeof to.sun_path, "/proc/self/fd/%d", path_fd);
	return connect(fd, (const struct sockaddr *)&to, sizeof to) == 0 ? 0 : errno;
}

static int run_check(void *context)
{
	int fd = path_open(child_input.check.use, AT_FDCWD, child_input.path, O_PATH, 0);

	(void)context;
	return fd < 0 ? -fd : child_input.check.connects ? connect_to(fd) : 0;
}

int path_check_start(struct helper *helper, const struct path_check *check,
		     const char *path, struct text *err)
{
	struct helper_spec spec = { .run = run_check,
				    .result_fd = -1,
				    .timeout = check->timeout,
				    .privileged = !check->as_user,
				    .bare = !check->as_user,
				    .quiet = true };

	if (strlen(path) >= sizeof child_input.path) {
		text_set(err, "the path is too long");
		return -ENAMETOOLONG;
	}
	child_input.check = *check;
	strcpy(child_input.path, path);
	return helper_start(helper, &spec, err);
}

bool path_check_may_retry_as_user(const struct unit *u)
{
	return geteuid() == 0 && conf_is_set(u->section, CONF_SERVICE_USER);
}
