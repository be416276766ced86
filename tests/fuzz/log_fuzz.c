/* tests/fuzz/log_fuzz.c - any bytes for the logger, by the first of them: what services
 * write (0-3, the shape), a datagram of /dev/log (4), packets of its socket (5), a
 * followed file (6), what a killed logger left in the store (7). Run by `make fuzz-log`. */
#include "supervisor/log/json.h"
#include "supervisor/log/logger.h"
#include "supervisor/log/ring.h"
#include "supervisor/log/syslog.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SOURCES 8

static char path[] = "/tmp/ctinit-fuzz.XXXXXX";

/* What comes out is whole lines, as long as promised, and all that went in. */
static void shapes(const char *text, size_t len, unsigned how)
{
	static char out[4 * LINE_ROOM];
	struct line_style style = { .format = (enum line_format)(1 + how % 3),
				    .terminal = how & 4 };
	struct line_facts facts = {
		.name = "a", .service = "a", .stream = "stdout", .time = ""
	};
	size_t limit = lines_limit(text, len), done = 0, used;

	lines_head(&style, &facts);
	if (len - limit > LINE_MOST)
		abort();
	while (done < limit) {
		size_t n = lines_format(&style, text + done, limit - done, out, sizeof out,
					&used);

		if (n == 0 || used > sizeof out || out[used - 1] != '\n')
			abort();
		done += n;
	}
	if (style.format == LINE_JSON && limit > 0 && !memchr(text, '\n', limit - 1) &&
	    limit <= LINE_MOST && !json_is_object(out, used))
		abort();
}

static void datagram(const char *text, size_t len)
{
	static char out[SYSLOG_ROOM];
	size_t n = syslog_line(text, len, out);

	if (n == 0 || n > sizeof out || memchr(out, '\n', n) != out + n - 1)
		abort();
}

struct rig {
	struct logger l;
	int ends[2], store, null;
};

static void say_one(struct rig *r, const void *m, size_t len, const int *fds, size_t count)
{
	wire_send(r->ends[0], m, len, fds, count);
	packets_take(&r->l);
}

static void begin(struct rig *r)
{
	struct wire_hello m = { .kind = WIRE_HELLO,
				.sources = SOURCES,
				.no_colour = 1,
				.files = WIRE_FILES_WRITE };
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	memset(&r->l, 0, sizeof r->l);
	m.ring_end = (store_size(SOURCES) + 4095) / 4096 * 4096 + 65536;
	if (r->store == 0) {
		r->store = memfd_create("fuzz", MFD_CLOEXEC);
		if (ftruncate(r->store, (off_t)m.ring_end) < 0)
			abort();
	}
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, r->ends) < 0)
		abort();
	r->l.socket = r->ends[1];
	r->l.syslog_fd = r->l.store_fd = r->l.inotify = -1;
	r->l.epoll = -1;
	say_one(r, &m, sizeof m, &r->store, 1);
	for (int i = 0; i < 2; i++)
		out_open(&r->l.out[i], r->l.store, i, null);
	r->null = null;
}

static void stream_of(struct rig *r, const char *follow, int pipe_end)
{
	static union wire_any m;
	size_t len = sizeof m.stream;

	memset(&m.stream, 0, sizeof m.stream);
	m.stream = (struct wire_stream){ .kind = WIRE_STREAM,
					 .format = LINE_PREFIX,
					 .file_format = LINE_PLAIN,
					 .console = 1,
					 .follows = follow != NULL,
					 .ring_size = 8192 };
	m.stream.ring_at = (store_size(SOURCES) + 4095) / 4096 * 4096;
	m.stream.has[0] = pipe_end >= 0;
	wire_add(&m, &len, "a");
	wire_add(&m, &len, "a");
	wire_add(&m, &len, "");
	if (follow != NULL)
		wire_add(&m, &len, follow);
	say_one(r, &m, len, &pipe_end, pipe_end >= 0);
}

static void go(struct rig *r)
{
	struct wire_short m = { .kind = WIRE_GO };

	say_one(r, &m, sizeof m, NULL, 0);
}

static void end(struct rig *r)
{
	for (uint32_t i = 0; i < r->l.stream_room; i++)
		stream_free(r->l.streams[i]);
	free(r->l.streams);
	free(r->l.sources);
	if (r->l.store != NULL)
		munmap(r->l.store, store_size(SOURCES));
	for (int i = 0; i < 2; i++) {
		if (r->l.out[i].fd > 2 && r->l.out[i].fd != r->null)
			close(r->l.out[i].fd);
		close(r->ends[i]);
	}
	close(r->null);
	if (r->l.inotify >= 0)
		close(r->l.inotify);
	if (r->l.store_fd >= 0)
		close(r->l.store_fd);
	close(r->store);
}

/* Packets one after the other: a length of one byte (times 4), then so many. */
static void packets(const char *data, size_t len)
{
	struct rig r = { .store = 0 };

	begin(&r);
	while (len > 1 && r.l.store != NULL) {
		size_t n = (size_t)(unsigned char)data[0] * 4;

		n = n < len - 1 ? n : len - 1;
		say_one(&r, data + 1, n, NULL, 0);
		data += 1 + n;
		len -= 1 + n;
	}
	end(&r);
}

static void written(const char *data, size_t len, bool follow)
{
	struct rig r = { .store = 0 };
	int ends[2] = { -1, -1 }, fd = -1;

	begin(&r);
	if (follow) {
		fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	} else if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0) {
		abort();
	}
	stream_of(&r, follow ? path : NULL, ends[0]);
	go(&r);
	if (follow)
		follow_look(&r.l);
	while (len > 0) {
		size_t n = 1 + (size_t)(unsigned char)data[0] * 64;

		n = n < len ? n : len;
		if (follow && data[0] == 7 && ftruncate(fd, 0) == 0)
			lseek(fd, 0, SEEK_SET);
		if (write(follow ? fd : ends[1], data, n) < 0)
			break;
		if (follow)
			follow_look(&r.l);
		else
			while (source_turn(&r.l, r.l.sources[0]))
				;
		data += n;
		len -= n;
	}
	source_end(&r.l, r.l.sources[follow ? 2 : 0]);
	close(fd >= 0 ? fd : ends[1]);
	end(&r);
}

/* The state of another logger, as it may never have been. */
static void left(const char *data, size_t len)
{
	struct rig r = { .store = 0 };
	struct store *s;
	size_t at = 16, most = 2 * sizeof(struct store_now) + 8;

	begin(&r);
	s = r.l.store;
	if (len > most)
		len = most;
	memcpy((char *)s + at - 4, data, len);
	munmap(s, store_size(SOURCES));
	r.l.store = store_map(r.store, SOURCES);
	for (int i = 0; i < 2; i++)
		r.l.out[i].store = r.l.store;
	stream_of(&r, NULL, -1);
	go(&r);
	end(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data + 1;

	if (size < 2)
		return 0;
	if (strchr(path, 'X') != NULL) {
		int fd = mkstemp(path);

		close(fd);
	}
	switch (data[0] % 10) {
	case 4: datagram(text, size - 1); break;
	case 5: packets(text, size - 1); break;
	case 6: written(text, size - 1, true); break;
	case 7: left(text, size - 1); break;
	case 8: written(text, size - 1, false); break;
	case 9: {
		size_t n = size - 1 < 8192 ? size - 1 : 8192, i = 0;
		struct ring_piece piece;
		uint64_t at = 0;
		struct ring *ring = calloc(1, 8192);

		memcpy(ring, text, n);
		ring_put(ring, 8192, 0, 0, "x\n", 2);
		while (ring_next(ring, 8192, &at, &piece) && i++ < 10000)
			if (piece.len[0] + piece.len[1] > 8192)
				abort();
		free(ring);
		break;
	}
	default: shapes(text, size - 1, data[0]); break;
	}
	return 0;
}
