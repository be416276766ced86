/* supervisor/control/listener.c - makes the listening socket, in the first place that is
 * possible. */
#include "supervisor/control/listener.h"

#include "conf/base/base.h"
#include "conf/base/control_list.h"
#include "conf/lang/expansion.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define BACKLOG     1024
#define LOCK_TRIES  20 /* for 100 ms: another init looks at the same place */
#define LOCK_MSEC   5
#define PLACES_MAX  4
#define MODE_SOCKET 0666 /* the rights of a client are checked by its ids */
#define MODE_DIR    0755

struct candidates {
	struct sockaddr_un at[PLACES_MAX];
	bool given[PLACES_MAX]; /* the user named this place */
	unsigned count;
};

/* ---- the places ---- */

__attribute__((format(printf, 3, 4))) static void
add_place(struct candidates *places, bool given, const char *format, ...)
{
	struct sockaddr_un *at = &places->at[places->count];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(at->sun_path, sizeof at->sun_path, format, args);
	va_end(args);
	at->sun_family = AF_UNIX;
	places->given[places->count] = given;
	places->count += n > 0 && (size_t)n < sizeof at->sun_path;
}

static void list_places(const char *wanted, char *const *environment,
			struct candidates *ret)
{
	const char *runtime =
		environment_find((void *)(uintptr_t)environment, "XDG_RUNTIME_DIR", 15);
	struct stat st = { 0 };

	if (wanted != NULL)
		add_place(ret, true, "%s", wanted);
	if (wanted == NULL || strcmp(wanted, CONTROL_PATH) != 0)
		add_place(ret, false, "%s", CONTROL_PATH);
	if (runtime != NULL && runtime[0] == '/')
		add_place(ret, false, "%s/ctinit/control", runtime);
	stat("/proc/self/ns/pid", &st);
	add_place(ret, false, CONTROL_ABSTRACT "%llu/%d", (unsigned long long)st.st_ino,
		  (int)getpid());
}

/* ---- one place ---- */

static socklen_t address_size(const struct sockaddr_un *at)
{
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
			   strlen(at->sun_path + 1) + 1 + (at->sun_path[0] != '\0'));
}

static int open_socket(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	return fd < 0 ? -errno : fd;
}

/* Returns 0 if no process listens there. */
static int check_stale(const struct sockaddr_un *at)
{
	int fd = open_socket(), err;

	if (fd < 0)
		return fd;
	err = connect(fd, (const struct sockaddr *)at, address_size(at)) < 0 ? errno : 0;
	close(fd);
	if (err == 0 || err == EAGAIN)
		return -EADDRINUSE;
	return err == ECONNREFUSED ? 0 : -err;
}

/* Removes a socket without a listener. Other files stay. */
static int remove_stale(const struct sockaddr_un *at)
{
	struct stat st;
	int r;

	if (lstat(at->sun_path, &st) < 0)
		return -errno;
	if (!S_ISSOCK(st.st_mode))
		return -EEXIST;
	r = check_stale(at);
	if (r == 0 && unlink(at->sun_path) < 0)
		r = -errno;
	return r;
}

static int bind_path(int fd, const struct sockaddr_un *at)
{
	mode_t mask = umask((mode_t)~MODE_SOCKET & 0777);
	int r = bind(fd, (const struct sockaddr *)at, address_size(at)) < 0 ? -errno : 0;

	umask(mask);
	return r;
}

/* Makes the directory of the socket, not its parents. Returns a descriptor with a lock, so
 * that of two inits only one removes a stale socket; -1 if the lock cannot be had. */
static int lock_directory(const struct sockaddr_un *at)
{
	char path[LISTENER_PATH_MAX];
	char *slash;
	mode_t mask;
	int fd;

	snprintf(path, sizeof path, "%s", at->sun_path);
	slash = strrchr(path, '/');
	if (slash == NULL || slash == path)
		return -1;
	*slash = '\0';
	mask = umask((mode_t)~MODE_DIR & 0777);
	mkdir(path, MODE_DIR);
	umask(mask);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);
	for (int i = 0; fd >= 0 && i < LOCK_TRIES; i++) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			break;
		poll(NULL, 0, LOCK_MSEC);
	}
	return fd;
}

static int listen_at(const struct sockaddr_un *at, int fd)
{
	bool is_path = at->sun_path[0] != '\0';
	int lock = is_path ? lock_directory(at) : -1;
	int r = bind_path(fd, at);

	if (r == -EADDRINUSE && is_path) {
		r = remove_stale(at);
		if (r == 0)
			r = bind_path(fd, at);
	}
	if (r == 0 && listen(fd, BACKLOG) < 0)
		r = -errno;
	if (lock >= 0)
		close(lock);
	return r;
}

/* ---- all places ---- */

static void set_place(struct listener *listener, const struct sockaddr_un *at,
		      const char *place)
{
	struct stat st;

	snprintf(listener->place, sizeof listener->place, "%s", place);
	listener->is_default = strcmp(place, CONTROL_PATH) == 0;
	listener->device = listener->inode = 0;
	if (at->sun_path[0] != '\0' && lstat(at->sun_path, &st) == 0) {
		listener->device = st.st_dev;
		listener->inode = st.st_ino;
	}
}

int listener_open(const char *wanted, char *const *environment, struct listener *ret,
		  struct text *err)
{
	struct candidates places = { .count = 0 };
	int r = -ENAMETOOLONG;

	text_clear(err);
	ret->fd = -1;
	if (wanted != NULL && strlen(wanted) >= LISTENER_PATH_MAX)
		text_append(err, "%.40s...: %s", wanted, strerror(ENAMETOOLONG));
	list_places(wanted, environment, &places);
	for (unsigned i = 0; i < places.count; i++) {
		struct sockaddr_un at = places.at[i];
		int fd = open_socket();

		if (fd < 0)
			return fd;
		if (at.sun_path[0] == '@')
			at.sun_path[0] = '\0';
		r = listen_at(&at, fd);
		if (r == 0) {
			ret->fd = fd;
			set_place(ret, &at, places.at[i].sun_path);
			return 0;
		}
		close(fd);
		text_append(err, "%s%s: %s", text_is_empty(err) ? "" : "; ",
			    places.at[i].sun_path,
			    r == -EADDRINUSE ? "another process listens there"
					     : strerror(-r));
	}
	return r;
}

void listener_close(struct listener *listener)
{
	struct stat st;

	if (listener->fd < 0)
		return;
	close(listener->fd);
	listener->fd = -1;
	if (listener->inode != 0 && lstat(listener->place, &st) == 0 &&
	    st.st_dev == listener->device && st.st_ino == listener->inode)
		unlink(listener->place);
}
