/* init/pid1/report.c - writes PID 1's own lines to stderr, and never blocks. */
#include "init/pid1/report.h"

#include "conf/base/clock.h"
#include "conf/base/timestamp.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define LAST_LINE_MSEC     200
#define TERMINAL_LOCK_MSEC 20

enum outlet { OUTLET_PLAIN, OUTLET_PIPE, OUTLET_SOCKET, OUTLET_TERMINAL, OUTLET_POLLED };

static struct {
	int fd;     /* the descriptor to which we write lines */
	int own_fd; /* equals `fd` if we have reopened a terminal, otherwise -1 */
	enum outlet outlet;
	bool terminal, colour;
	struct own_style style;
	int verbosity;
	unsigned long dropped, count;
} out = { .fd = STDERR_FILENO, .own_fd = -1, .outlet = OUTLET_POLLED };

/* Opens the terminal again, because O_NONBLOCK on the shared open file description would
 * also affect the user's shell. If that fails, write_polled() is used. */
static void open_terminal(int fd)
{
	char path[32], again[64];
	ssize_t n;

	out.outlet = OUTLET_POLLED;
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	n = readlink(path, again, sizeof again);
	if (n <= 0)
		return;
	out.own_fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (out.own_fd < 0)
		return;
	out.fd = out.own_fd;
	out.outlet = OUTLET_TERMINAL;
}

void report_to(int fd)
{
	struct stat st;

	if (out.own_fd >= 0)
		close(out.own_fd);
	out.own_fd = -1;
	out.fd = fd;
	out.outlet = OUTLET_PLAIN;
	out.terminal = false;
	if (fstat(fd, &st) < 0)
		return;
	if (S_ISFIFO(st.st_mode))
		out.outlet = OUTLET_PIPE;
	else if (S_ISSOCK(st.st_mode))
		out.outlet = OUTLET_SOCKET;
	else if (S_ISCHR(st.st_mode) && isatty(fd)) {
		out.terminal = true;
		open_terminal(fd);
	}
}

void report_style(const struct own_style *style, bool colour)
{
	out.style = *style;
	out.colour = colour;
}

void report_verbosity(int verbosity)
{
	out.verbosity = verbosity;
}

bool report_is_verbose(void)
{
	return out.verbosity > 0;
}

bool report_prints(enum report_level level)
{
	return !(level == REPORT_VERBOSE && out.verbosity < 1) &&
	       !(level == REPORT_EVENT && out.verbosity < 0);
}

int report_terminal_fd(void)
{
	return out.own_fd;
}

bool report_is_terminal(void)
{
	return out.terminal;
}

unsigned long report_line_count(void)
{
	return out.count;
}

/* Writes only if poll(2) says that the descriptor is ready; a short line then does not
 * block. Used for pipes if the kernel has no RWF_NOWAIT, and for terminals that could not
 * be reopened. */
static ssize_t write_polled(const char *line, size_t len)
{
	struct pollfd p = { .fd = out.fd, .events = POLLOUT };

	if (poll(&p, 1, 0) != 1 || !(p.revents & POLLOUT)) {
		errno = EAGAIN;
		return -1;
	}
	return write(out.fd, line, len);
}

static ssize_t write_pipe(const char *line, size_t len)
{
	struct iovec iov = { .iov_base = (char *)line, .iov_len = len };
	ssize_t n = pwritev2(out.fd, &iov, 1, -1, RWF_NOWAIT);

	if (n < 0 && (errno == EOPNOTSUPP || errno == ENOSYS))
		return write_polled(line, len);
	return n;
}

/* While another process writes to the terminal, the kernel refuses a write that may not
 * block, although there is room (tty_write_lock(), drivers/tty/tty_io.c). poll(2) returns
 * when that write is over. After a dropped line we do not wait: the terminal is full. */
static ssize_t write_terminal(const char *line, size_t len)
{
	msec end = clock_now() + (out.dropped == 0 ? TERMINAL_LOCK_MSEC : 0);
	ssize_t n;

	for (;;) {
		struct pollfd p = { .fd = out.fd, .events = POLLOUT };
		msec left;

		n = out.outlet == OUTLET_POLLED ? write_polled(line, len)
						: write(out.fd, line, len);
		if (n >= 0 || errno != EAGAIN)
			return n;
		left = end - clock_now();
		if (left <= 0 || poll(&p, 1, (int)left) != 1)
			break;
	}
	errno = EAGAIN;
	return n;
}

static ssize_t write_some(const char *line, size_t len)
{
	ssize_t n = -1;

	switch (out.outlet) {
	case OUTLET_PIPE: n = write_pipe(line, len); break;
	case OUTLET_SOCKET: n = send(out.fd, line, len, MSG_DONTWAIT | MSG_NOSIGNAL); break;
	case OUTLET_POLLED:
	case OUTLET_TERMINAL: n = write_terminal(line, len); break;
	case OUTLET_PLAIN: n = write(out.fd, line, len); break;
	}
	return n;
}

bool report_draw(const char *text, size_t len)
{
	struct pollfd p = { .fd = out.fd, .events = POLLOUT };

	return out.outlet == OUTLET_TERMINAL && out.dropped == 0 && poll(&p, 1, 0) == 1 &&
	       write(out.fd, text, len) == (ssize_t)len;
}

static bool try_write(const char *line, size_t len)
{
	return write_some(line, len) > 0;
}

static size_t make_line(char line[OWN_LINE_MAX], enum report_level level, const char *text)
{
	static const enum own_level levels[] = { [REPORT_ERROR] = OWN_ERROR,
						 [REPORT_WARNING] = OWN_WARNING,
						 [REPORT_EVENT] = OWN_INFO,
						 [REPORT_VERBOSE] = OWN_DEBUG,
						 [REPORT_ANSWER] = OWN_INFO };
	const struct own_line_info info = { .level = levels[level],
					    .terminal = out.terminal,
					    .colour = out.terminal && out.colour,
					    .stream = "stderr",
					    .pid = getpid(),
					    .now = timestamp_now(),
					    .text = text,
					    .len = strlen(text) };

	return own_line(line, OWN_LINE_MAX, &out.style, &info);
}

/* Writes a line. If lines were dropped, first writes their number. Returns false if the
 * line cannot be written. */
static bool write_line(const char *line, size_t len)
{
	char lost[OWN_LINE_MAX], text[96];
	size_t n;

	if (out.dropped > 0) {
		snprintf(text, sizeof text,
			 "%lu lines were dropped here because stderr was not read",
			 out.dropped);
		n = make_line(lost, REPORT_WARNING, text);
		if (!try_write(lost, n))
			return false;
		out.dropped = 0;
	}
	return try_write(line, len);
}

/* The lines of one loop turn. They are written together: a thousand stopping services
 * should not cost a thousand writes. If that fails, each line is written alone, or dropped
 * and counted. */
static struct {
	char text[PIPE_BUF];
	size_t used;
	/* In mode BUFFER_KEPT report_flush() does nothing. */
	enum { BUFFER_OFF, BUFFER_ON, BUFFER_KEPT } mode;
} buffer;

static void write_buffer(void)
{
	size_t used = buffer.used;
	ssize_t n;

	buffer.used = 0;
	if (used == 0)
		return;
	n = out.dropped > 0 ? -1 : write_some(buffer.text, used);
	for (char *line = buffer.text + (n > 0 ? n : 0); line < buffer.text + used;) {
		char *end = memchr(line, '\n', (size_t)(buffer.text + used - line));
		size_t len = (size_t)(end - line) + 1;

		if (!write_line(line, len))
			out.dropped++;
		line += len;
	}
}

void report_flush(void)
{
	if (buffer.mode != BUFFER_KEPT)
		write_buffer();
}

void report_keep(bool on)
{
	if (buffer.mode != BUFFER_OFF)
		buffer.mode = on ? BUFFER_KEPT : BUFFER_ON;
	report_flush();
}

void report_buffer(bool on)
{
	write_buffer();
	buffer.mode = on ? BUFFER_ON : BUFFER_OFF;
}

/* Returns true if a line goes into the buffer. Pipes and files can take many lines at once;
 * sockets and terminals are buffered only in mode BUFFER_KEPT. */
static bool is_buffered(void)
{
	switch (buffer.mode) {
	case BUFFER_OFF: return false;
	case BUFFER_ON: return out.outlet == OUTLET_PIPE || out.outlet == OUTLET_PLAIN;
	case BUFFER_KEPT: break;
	}
	return true;
}

static void put_line(const char *line, size_t len)
{
	out.count++;
	if (!is_buffered()) {
		if (!write_line(line, len))
			out.dropped++;
		return;
	}
	if (buffer.used + len > sizeof buffer.text)
		write_buffer();
	memcpy(buffer.text + buffer.used, line, len);
	buffer.used += len;
}

static size_t format_line(char line[OWN_LINE_MAX], enum report_level level,
			  const char *format, va_list args)
{
	static char raw[OWN_TEXT_SIZE];

	if (vsnprintf(raw, sizeof raw, format, args) < 0)
		snprintf(raw, sizeof raw, "bug: a line cannot be formatted");
	return make_line(line, level, raw);
}

void report(enum report_level level, const char *format, ...)
{
	char line[OWN_LINE_MAX];
	va_list args;
	size_t len;

	if (!report_prints(level))
		return;
	va_start(args, format);
	len = format_line(line, level, format, args);
	va_end(args);
	put_line(line, len);
}

void report_last(enum report_level level, const char *format, ...)
{
	msec end = clock_now() + LAST_LINE_MSEC;
	char line[OWN_LINE_MAX];
	va_list args;
	size_t len;

	write_buffer();
	va_start(args, format);
	len = format_line(line, level, format, args);
	va_end(args);
	while (!write_line(line, len)) {
		struct pollfd p = { .fd = out.fd, .events = POLLOUT };
		msec left = end - clock_now();

		if (errno != EAGAIN || left <= 0 || poll(&p, 1, (int)left) <= 0)
			return;
	}
}
