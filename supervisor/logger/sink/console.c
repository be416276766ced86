/* supervisor/logger/sink/console.c - one of the container's two output streams. */
#include "supervisor/logger/sink/console.h"

#include "supervisor/logger/format/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define POLLED_MOST 4096u /* PIPE_BUF: what poll(2) says is ready takes that much */

/* A description of our own may be non-blocking; of a file it would have an offset of its
 * own, but a file does not block. */
void console_open(struct out *out, struct log_state *store, int which, int fd)
{
	char path[40];
	struct stat st;

	*out = (struct out){ .store = store, .which = which, .fd = fd };
	if (fd < 0 || fstat(fd, &st) < 0) {
		out->fd = -1;
		return;
	}
	out->terminal = S_ISCHR(st.st_mode) && isatty(fd);
	out->pipe = S_ISFIFO(st.st_mode);
	if (S_ISSOCK(st.st_mode)) {
		out->outlet = OUTLET_SOCKET;
		return;
	}
	out->outlet = OUTLET_FILE;
	if (S_ISREG(st.st_mode))
		return;
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	int own = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	out->outlet = own >= 0 ? OUTLET_OWN : OUTLET_POLLED;
	if (own >= 0)
		out->fd = own;
}

bool console_is_empty(const struct out *out)
{
	const struct console_state *o = &state_current(out->store)->out[out->which];

	return o->direct_len == 0 && o->begin == o->end;
}

static ssize_t write_polled(const struct out *out, const char *text, size_t len)
{
	struct pollfd p = { .fd = out->fd, .events = POLLOUT };

	if (poll(&p, 1, 0) != 1) {
		errno = EAGAIN;
		return -1;
	}
	return write(out->fd, text, len < POLLED_MOST ? len : POLLED_MOST);
}

static ssize_t write_some(const struct out *out, const char *text, size_t len)
{
	switch (out->outlet) {
	case OUTLET_SOCKET: return send(out->fd, text, len, MSG_DONTWAIT | MSG_NOSIGNAL);
	case OUTLET_POLLED: return write_polled(out, text, len);
	case OUTLET_NONE: return (ssize_t)len;
	case OUTLET_FILE:
	case OUTLET_OWN: break;
	}
	return write(out->fd, text, len);
}

static void went(struct out *out, size_t n)
{
	struct console_state *o = &state_begin(out->store)->out[out->which];
	size_t direct = n < o->direct_len ? n : o->direct_len;

	o->writing = 0;
	o->direct += (uint32_t)direct;
	o->direct_len -= (uint32_t)direct;
	o->begin += (uint32_t)(n - direct);
	if (o->begin == o->end)
		o->begin = o->end = 0;
	state_commit(out->store);
	out->written += n;
}

static void begins(struct out *out)
{
	struct console_state *o = &state_begin(out->store)->out[out->which];

	o->writing = 1;
	state_commit(out->store);
}

/* There may be no room for the newline yet, nor for many loggers. */
static bool end_torn(struct out *out)
{
	if (!state_current(out->store)->out[out->which].torn)
		return true;
	if (write_some(out, "\n", 1) < 0)
		return false;
	state_begin(out->store)->out[out->which].torn = 0;
	state_commit(out->store);
	return true;
}

/* What comes after a loss in the middle of a line begins one. */
static ssize_t write_next(struct out *out, const char *text, size_t len)
{
	ssize_t n;

	if (!end_torn(out))
		return -1;
	if (out->torn && out->last != '\n' && out->last != '\0' &&
	    (n = write_some(out, "\n", 1)) < 0)
		return n;
	out->torn = false;
	n = write_some(out, text, len);
	if (n > 0) {
		out->last = text[n - 1];
		out->failed = 0;
	}
	return n;
}

void console_count_lost(struct out *out, size_t lines, int err)
{
	struct console_state *o = &state_begin(out->store)->out[out->which];

	o->lost += lines;
	o->lost_by = (uint32_t)err;
	state_commit(out->store);
}

bool console_flush(struct out *out)
{
	while (!console_is_empty(out)) {
		const struct console_state *o = &state_current(out->store)->out[out->which];
		const char *text = o->direct_len > 0
					   ? out->store->slot + o->direct
					   : out->store->out[out->which] + o->begin;
		size_t len = o->direct_len > 0 ? o->direct_len : o->end - o->begin;
		ssize_t n;

		begins(out);
		n = write_next(out, text, len);
		if (n < 0 && errno != EAGAIN && errno != EINTR) {
			/* A full disk, a pipe without a reader: this is lost. A
			 * connection that is gone: all is. */
			out->failed = errno;
			out->torn = true;
			if (console_has_no_reader(errno) && !out->pipe)
				out->outlet = OUTLET_NONE;
			console_count_lost(out, lines_count(text, len), out->failed);
			n = (ssize_t)len;
		}
		went(out, n > 0 ? (size_t)n : 0);
		if (n < 0 && errno == EAGAIN)
			return false;
	}
	return true;
}

/* Back to where the line that is at `at` began. */
static uint32_t line_begin(const char *text, uint32_t from, uint32_t at)
{
	const char *nl = at > from ? memrchr(text + from, '\n', at - from) : NULL;

	if (nl != NULL)
		return (uint32_t)(nl + 1 - text);
	return at > from ? from : at;
}

/* With the beginning of its line, should that be repeated once more (console_recover()). */
void console_spill(struct out *out)
{
	struct log_state *s = out->store;
	const struct state_version *n = state_current(s);
	struct console_state *o;
	uint32_t from = n->phase == CHUNK_FULL ? n->begin : 0, at;

	if (console_flush(out) || state_current(s)->out[out->which].direct_len == 0)
		return;
	o = &state_begin(s)->out[out->which];
	at = line_begin(s->slot, from, o->direct);
	memcpy(s->out[out->which], s->slot + at, o->direct - at + o->direct_len);
	o->begin = o->direct - at;
	o->end = o->begin + o->direct_len;
	o->direct_len = 0;
	state_commit(s);
}

void console_recover(struct out *out)
{
	const struct state_version *n = state_current(out->store);
	struct console_state *o;
	uint32_t from = n->phase == CHUNK_FULL ? n->begin : 0, at;

	if (!n->out[out->which].writing)
		return;
	o = &state_begin(out->store)->out[out->which];
	o->writing = 0;
	o->torn = 1;
	if (o->direct_len > 0) {
		at = line_begin(out->store->slot, from, o->direct);
		o->direct_len += o->direct - at;
		o->direct = at;
	} else {
		o->begin = line_begin(out->store->out[out->which], 0, o->begin);
	}
	state_commit(out->store);
}

bool console_append_line(struct out *out, const char *line, size_t len)
{
	struct state_version *n;
	struct console_state *o;

	if (state_current(out->store)->out[out->which].end + len > CONSOLE_BUFFER_SIZE)
		return false;
	n = state_begin(out->store);
	o = &n->out[out->which];
	memcpy(out->store->out[out->which] + o->end, line, len);
	o->end += (uint32_t)len;
	state_commit(out->store);
	console_flush(out);
	return true;
}
