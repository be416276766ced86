/* init/runtime/host_control.c - lets clients on the host reach the control socket of the
 * container's init. */
#include "init/runtime/host_control.h"

#include "conf/base/control_list.h"
#include "init/handoff/monitor_socket.h"
#include "init/runtime/die.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define BACKLOG          8
#define ATTEMPTS_MAX     8
#define ERROR_PAUSE_MSEC 20
#define SOCKET_NAME      "/control"

/* ---- directories ---- */

static const char *variable(char *const *environment, const char *name)
{
	size_t len = strlen(name);

	for (; *environment != NULL; environment++)
		if (strncmp(*environment, name, len) == 0 && (*environment)[len] == '=')
			return *environment + len + 1;
	return NULL;
}

/* Makes a directory unless it is there. Another user must not be able to write to it, as it
 * could be in /tmp. Returns 0 or a negative errno. */
static int make_directory(const char *path, mode_t mode)
{
	struct stat st;

	if (mkdir(path, mode) < 0 && errno != EEXIST)
		return -errno;
	if (lstat(path, &st) < 0)
		return -errno;
	if (!S_ISDIR(st.st_mode))
		return -ENOTDIR;
	return st.st_uid != geteuid() || (st.st_mode & 022) != 0 ? -EPERM : 0;
}

/* Makes the directory of all containers, and stores its path. */
static int make_parents(char *path, size_t size, char *const *environment)
{
	const char *runtime = variable(environment, "XDG_RUNTIME_DIR");
	mode_t mode = geteuid() == 0 ? 0755 : 0700;
	int n, r;

	if (geteuid() == 0)
		n = snprintf(path, size, CONTROL_DIR);
	else if (runtime != NULL && runtime[0] == '/')
		n = snprintf(path, size, "%s/ctinit", runtime);
	else
		n = snprintf(path, size, "/tmp/ctinit-%u", (unsigned)geteuid());
	if (n < 0 || (size_t)n + sizeof "/containers" > size)
		return -ENAMETOOLONG;
	r = make_directory(path, mode);
	if (r < 0)
		return r;
	memcpy(path + n, "/containers", sizeof "/containers");
	return make_directory(path, mode);
}

/* Returns true if the open directory is still the one at the path. */
static bool is_at_path(int fd, const char *path)
{
	struct stat a, b;

	return fstat(fd, &a) == 0 && lstat(path, &b) == 0 && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino;
}

/* Makes and locks the directory at the path. The lock ends with us, however that happens.
 * Returns a descriptor, -EADDRINUSE if another front end has it, or another negative
 * errno. */
static int lock_directory(const char *path)
{
	for (int i = 0; i < ATTEMPTS_MAX; i++) {
		int err, r = make_directory(path, 0700);
		int fd =
			r < 0 ? r
			      : open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

		if (fd < 0 && (r < 0 || errno != ENOENT))
			return r < 0 ? r : -errno;
		if (fd < 0)
			continue;
		err = flock(fd, LOCK_EX | LOCK_NB) < 0 ? errno : 0;
		if (err == 0 && is_at_path(fd, path))
			return fd;
		close(fd); /* its owner has just removed it, or lives */
		if (err != 0)
			return err == EWOULDBLOCK ? -EADDRINUSE : -err;
	}
	return -EBUSY;
}

/* ---- the socket ---- */

static int listen_at(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), err;

	if (fd < 0)
		return -errno;
	memcpy(address.sun_path, path, strlen(path) + 1);
	unlink(path); /* of a killed front end */
	if (bind(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
	    listen(fd, BACKLOG) == 0)
		return fd;
	err = errno;
	close(fd);
	return -err;
}

/* Listens at PATH/NAME/control. control->path is PATH at first. */
static int open_place(struct host_control *control, const char *name)
{
	size_t size = sizeof control->path, parent = strlen(control->path);
	int n = snprintf(control->path + parent, size - parent, "/%s", name), r;

	if (n < 0 || parent + (size_t)n + sizeof SOCKET_NAME > size)
		return -ENAMETOOLONG;
	control->lock_fd = lock_directory(control->path);
	if (control->lock_fd < 0) {
		control->path[parent] = '\0';
		return control->lock_fd;
	}
	memcpy(control->path + parent + n, SOCKET_NAME, sizeof SOCKET_NAME);
	r = listen_at(control->path);
	control->fd = r;
	return r < 0 ? r : 0;
}

void host_control_open(struct host_control *control, const char *name, bool chosen,
		       char *const *environment)
{
	char own_name[80];
	int r;

	*control = (struct host_control){ .fd = -1, .lock_fd = -1 };
	r = make_parents(control->path, sizeof control->path, environment);
	if (r == 0)
		r = open_place(control, name);
	if (r == -EADDRINUSE && !chosen) {
		snprintf(own_name, sizeof own_name, "%.63s-%d", name, (int)getpid());
		r = open_place(control, own_name);
	}
	if (r == -EADDRINUSE)
		warn("warning: another container with the name %s runs, so --container %s "
		     "does not reach this one; set another name in [container]",
		     name, name);
	else if (r < 0 && chosen)
		warn("warning: --container %s does not reach this container: cannot make "
		     "%s: "
		     "%s",
		     name, control->path, strerror(-r));
	if (r < 0)
		host_control_close(control);
}

/* Nobody else can connect, because the directory is ours; but a descriptor of the directory
 * may have been passed on. */
static bool is_permitted(int fd)
{
	struct ucred peer;
	socklen_t size = sizeof peer;

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
	       (peer.uid == 0 || peer.uid == geteuid());
}

void host_control_accept(const struct host_control *control, int init_fd)
{
	static const char refusal[] =
		"{\"ok\":false,\"exit\":1,\"error\":\"the init of the container takes no "
		"client now; try again\"}\n";
	int fd = accept4(control->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd < 0) {
		/* The socket stays readable: without a pause the loop would spin. */
		if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED)
			poll(NULL, 0, ERROR_PAUSE_MSEC);
		return;
	}
	if (is_permitted(fd) && monitor_send(init_fd, MONITOR_CLIENT, fd) < 0)
		send(fd, refusal, sizeof refusal - 1, MSG_DONTWAIT | MSG_NOSIGNAL);
	close(fd);
}

void host_control_close(struct host_control *control)
{
	char *end = strrchr(control->path, '/');

	if (control->lock_fd >= 0 && end != NULL) {
		unlink(control->path);
		*end = '\0';
		rmdir(control->path);
		close(control->lock_fd);
	}
	if (control->fd >= 0)
		close(control->fd);
	control->fd = control->lock_fd = -1;
}
