/* tests/lib/say_ready.c - becomes ready as early as possible.
 *
 *   say_ready log|err             writes "up" to stdout or stderr
 *   say_ready follow FILE         writes "up" to a file that log-follow names
 *   say_ready fd N                writes a newline to descriptor N
 *   say_ready notify              sends READY=1 to NOTIFY_SOCKET
 *   say_ready file|unix PATH      makes the file, or listens on the socket
 *   say_ready tcp PORT            listens on the port
 *   say_ready json|run WORD       writes the line "PID WORD", then "up"
 * First writes its pid to the file $PID_FILE, if set. At the end waits for a signal. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int say(int fd, const char *text)
{
	return write(fd, text, strlen(text)) == (ssize_t)strlen(text) ? 0 : 1;
}

static int say_to_file(const char *path, const char *text)
{
	return say(open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644), text);
}

static int listen_unix(const char *path)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(at.sun_path, sizeof at.sun_path, "%s", path);
	unlink(path);
	return bind(fd, (struct sockaddr *)&at, sizeof at) < 0 || listen(fd, 8) < 0;
}

static int listen_tcp(int port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_port = htons((unsigned short)port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	return bind(fd, (struct sockaddr *)&at, sizeof at) < 0 || listen(fd, 8) < 0;
}

static int notify(void)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	const char *name = getenv("NOTIFY_SOCKET");
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	socklen_t size;

	if (name == NULL)
		return 1;
	size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name));
	memcpy(at.sun_path, name, strlen(name));
	if (name[0] == '@')
		at.sun_path[0] = '\0';
	return sendto(fd, "READY=1", 7, 0, (struct sockaddr *)&at, size) != 7;
}

static int say_run(const char *word)
{
	char line[300];

	snprintf(line, sizeof line, "%d %s\nup\n", (int)getpid(), word);
	return say(1, line);
}

static int act(const char *kind, const char *word)
{
	if (strcmp(kind, "log") == 0)
		return say(1, "up\n");
	if (strcmp(kind, "err") == 0)
		return say(2, "up\n");
	if (strcmp(kind, "follow") == 0)
		return say_to_file(word, "up\n");
	if (strcmp(kind, "fd") == 0)
		return say(atoi(word), "\n");
	if (strcmp(kind, "file") == 0)
		return say_to_file(word, "");
	if (strcmp(kind, "unix") == 0)
		return listen_unix(word);
	if (strcmp(kind, "tcp") == 0)
		return listen_tcp(atoi(word));
	if (strcmp(kind, "notify") == 0)
		return notify();
	return say_run(word);
}

int main(int argc, char **argv)
{
	const char *path = getenv("PID_FILE");
	char pid[16];

	snprintf(pid, sizeof pid, "%d\n", (int)getpid());
	if (path != NULL) {
		unlink(path);
		say_to_file(path, pid);
	}
	if (argc < 2 || act(argv[1], argc > 2 ? argv[2] : "") != 0)
		return 1;
	for (;;)
		pause();
}
