/* init/pid1/termination_log.c - writes why the container ends to a file that the engine
 * reads. */
#include "init/pid1/termination_log.h"

#include "conf/base/clock.h"
#include "conf/base/escape.h"
#include "conf/conf.h"
#include "init/pid1/init.h"
#include "init/pid1/report.h"
#include "init/sys/calls.h"
#include "supervisor/path/path.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define WRITE_MSEC  1000
#define POLL_MSEC   2     /* where a pidfd cannot be had */
#define MESSAGE_MAX 4096u /* Kubernetes: the kubelet reads no more */

struct message {
	char text[MESSAGE_MAX];
	size_t used;
};

/* Appends the last lines of the failed unit, as many as fit, with control characters
 * escaped. */
static void append_lines(const struct init *init, struct message *message)
{
	static char lines[MESSAGE_MAX], escaped[4 * MESSAGE_MAX];
	size_t room = sizeof message->text - message->used, used = 0;
	const char *name, *line = lines, *from = escaped, *end;
	size_t len = sup_failed_lines(init->sup, lines, sizeof lines, &name);

	for (; line < lines + len; line = end + 1) {
		end = memchr(line, '\n', (size_t)(lines + len - line));
		if (end == NULL)
			end = lines + len;
		used += escape_line(escaped + used, line, (size_t)(end - line));
		escaped[used++] = '\n';
	}
	while (from != NULL && used - (size_t)(from - escaped) > room) {
		from = memchr(from, '\n', used - (size_t)(from - escaped));
		from = from != NULL ? from + 1 : NULL;
	}
	if (from == NULL)
		return;
	memcpy(message->text + message->used, from, used - (size_t)(from - escaped));
	message->used += used - (size_t)(from - escaped);
}

/* Returns 0 or an errno. Runs in the child. */
static int write_file(const char *path, const struct message *message)
{
	struct stat st;
	int fd = path_open(PATH_TERMINATION_LOG, AT_FDCWD, path, O_WRONLY, 0);

	if (fd < 0)
		return -fd;
	if (fstat(fd, &st) < 0 || !(S_ISREG(st.st_mode) || S_ISCHR(st.st_mode)))
		return EINVAL;
	return write(fd, message->text, message->used) == (ssize_t)message->used ? 0
	       : errno != 0                                                      ? errno
										 : EIO;
}

_Noreturn static void run_child(const struct init *init, const char *path, const char *line,
				size_t len)
{
	static struct message message;

	message.used = len < sizeof message.text ? len : sizeof message.text;
	memcpy(message.text, line, message.used);
	append_lines(init, &message);
	errno = 0;
	_exit(write_file(path, &message));
}

/* Returns the exit code of the child, an errno, or ETIMEDOUT. */
static int wait_for_child(pid_t pid)
{
	msec end = clock_now() + WRITE_MSEC;
	struct pollfd ended = { .fd = sys_pidfd_open(pid), .events = POLLIN };
	msec left = WRITE_MSEC;
	int status = 0;
	bool waited;

	while (!(waited = waitpid(pid, &status, WNOHANG) == pid) && left > 0) {
		poll(&ended, 1, ended.fd < 0 ? POLL_MSEC : (int)left);
		left = end - clock_now();
	}
	if (ended.fd >= 0)
		close(ended.fd);
	if (!waited) {
		kill(pid, SIGKILL);
		return ETIMEDOUT;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : EIO;
}

static const char *reason_of(int error)
{
	const char *reason = path_reason(-error);

	if (error == ETIMEDOUT)
		return "no end within 1 s; its file system does not answer";
	return reason != NULL ? reason : strerror(error);
}

void termination_log_find(struct init *init)
{
	const struct conf_section *section = conf_init(init->conf);
	const char *path = conf_text(section, CONF_INIT_TERMINATION_LOG);

	init->termination_log = path != NULL &&
				!conf_is_set(section, CONF_INIT_TERMINATION_LOG) &&
				access(path, F_OK) == 0;
}

void termination_log_write(const struct init *init, const char *line, size_t len)
{
	const struct conf_section *section = conf_init(sup_conf(init->sup));
	const char *path = conf_text(section, CONF_INIT_TERMINATION_LOG);
	bool named = conf_is_set(section, CONF_INIT_TERMINATION_LOG);
	int error;
	pid_t pid;

	if (path == NULL || strcmp(path, "off") == 0 || (!named && !init->termination_log))
		return;
	pid = fork();
	if (pid == 0)
		run_child(init, path, line, len);
	error = pid < 0 ? errno : wait_for_child(pid);
	if (error != 0 && (named || error != ENOENT))
		report(REPORT_WARNING, "cannot write the termination-log %s: %s", path,
		       reason_of(error));
}
