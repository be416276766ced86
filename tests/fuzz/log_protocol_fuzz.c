/* tests/fuzz/log_protocol_fuzz.c - sends the logger any packets and descriptors, and fills
 * the log memory with any bytes. The logger must not crash or loop, and must still write
 * later output. */
#include "tests/fuzz/log_rig.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char dir[] = "/dev/shm/fuzz-log.XXXXXX";
static char log_path[64], follow_path[64];

/* Starts another logger if this one has exited. */
static void go_on(void)
{
	rig_run();
	if (rig.ended) {
		rig.ended = false;
		rig_kill();
		rig_run();
	}
}

static int some_fd(unsigned kind)
{
	int ends[2] = { -1, -1 };

	switch (kind % 6) {
	case 0:
		if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0 &&
		    write(ends[1], "x\n", 2) == 2)
			close(ends[1]);
		return ends[0];
	case 1: return open("/dev/null", O_RDWR | O_CLOEXEC);
	case 2: return open("/", O_RDONLY | O_CLOEXEC);
	case 3: return dup(rig.log_memory_fd);
	case 4: return memfd_create("other", MFD_CLOEXEC);
	default: return epoll_create1(EPOLL_CLOEXEC);
	}
}

static void say(struct bytes *b, const void *packet, size_t len)
{
	int fds[PACKET_FDS_MAX];
	unsigned count = take(b) % (PACKET_FDS_MAX + 1), used = 0;

	for (unsigned i = 0; i < count; i++) {
		int fd = some_fd(take(b));

		if (fd >= 0)
			fds[used++] = fd;
	}
	rig_say(packet, len, fds, used);
	for (unsigned i = 0; i < used; i++)
		close(fds[i]);
}

/* Sends a packet of PID 1 with some bytes changed. */
static void say_almost(struct bytes *b)
{
	static union packet m;
	const struct rig_stream *s = &rig.streams[take(b) % 2];
	bool run = take(b) % 4 == 0;
	size_t len = run ? s->run_len : s->settings_len, n;

	if (len == 0)
		return;
	m = run ? s->run : s->settings;
	for (unsigned i = take(b) % 6; i-- > 0 && len > 4;)
		m.bytes[4 + (take(b) | take(b) << 8) % (len - 4)] = (char)take(b);
	if (take(b) % 8 == 0)
		len -= take(b) % len;
	if (take(b) % 8 == 0) {
		const char *more = take_text(b, 2000, &n);

		memcpy(m.bytes + len, more, n);
		len += n;
	}
	say(b, &m, len);
}

static void say_any(struct bytes *b)
{
	static union packet m;
	size_t n;
	const char *text = take_text(b, 3000, &n);

	memcpy(m.bytes, text, n);
	m.kind = take(b) % (PACKET_KIND_COUNT + 1);
	say(b, &m, take(b) % 2 ? n : packet_header_size(m.kind));
}

static void say_too_much(struct bytes *b)
{
	static char large[2 * PACKET_BYTES_MAX];

	large[0] = PACKET_STREAM;
	say(b, large, sizeof large - take(b));
}

/* Reads the logger's replies, then sends any bytes to PID 1 as the logger. PID 1 must not
 * accept them unless they have the size of a reply. */
static void listen_to(struct bytes *b)
{
	struct packet_short m;
	size_t n;
	const char *text;
	long kind;

	do {
		kind = reply_receive(rig.socket, &m);
		CHECK(kind != -EPROTO, "no logger sends that");
	} while (kind > 0);
	text = take_text(b, 64, &n);
	if (n == 0 || send(rig.l.socket, text, n, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
		return;
	kind = reply_receive(rig.socket, &m);
	CHECK(kind == -EPROTO || (n == sizeof m && memcmp(&m, text, n) == 0), "%ld", kind);
}

static void corrupt(struct bytes *b)
{
	size_t state = offsetof(struct log_memory, pad);
	size_t sources = RIG_SOURCES * sizeof(struct source_record);

	for (unsigned times = 1 + take(b) % 6; times-- > 0;) {
		size_t at = take(b) | take(b) << 8, n = 1 + take(b) % 8;
		char what[8] = { 0 };

		for (size_t i = 0; i < n; i++)
			what[i] = (char)take(b);
		at %= state + sources;
		if (at >= state)
			at += offsetof(struct log_memory, source) - state;
		CHECK(pwrite(rig.log_memory_fd, what, n, (off_t)at) == (ssize_t)n,
		      "pwrite");
	}
	if (rig.ended)
		rig.ended = false;
	rig_kill();
}

static void corrupt_ring(struct bytes *b)
{
	uint64_t at = rig.streams[0].settings.stream.ring_offset + take(b);
	size_t n;
	const char *text = take_text(b, 64, &n);

	CHECK(pwrite(rig.log_memory_fd, text, n, (off_t)at) == (ssize_t)n, "pwrite");
}

static void read_ring(void)
{
	const struct packet_stream *w = &rig.streams[0].settings.stream;
	struct ring_piece piece;
	uint64_t at = 0;
	unsigned count = 0;
	struct ring *ring = mmap(NULL, w->ring_size, PROT_READ, MAP_SHARED,
				 rig.log_memory_fd, (off_t)w->ring_offset);

	while (ring_next(ring, w->ring_size, &at, &piece) && count++ < 10000)
		CHECK(piece.len[0] + piece.len[1] <= w->ring_size, "more than there is");
	munmap(ring, w->ring_size);
}

static void step(struct bytes *b)
{
	static const enum packet_kind kinds[] = { PACKET_REMOVE, PACKET_START,
						  PACKET_REOPEN, PACKET_FLUSH,
						  PACKET_DRAIN,  PACKET_HANDOVER };
	struct packet_short m;
	size_t n;
	const char *text;

	switch (take(b) % 16) {
	case 0: say_any(b); break;
	case 1:
	case 2: say_almost(b); break;
	case 3: say_too_much(b); break;
	case 4:
		m = (struct packet_short){ .kind = kinds[take(b) % 6], .id = take(b) };
		say(b, &m, sizeof m);
		break;
	case 5:
	case 6:
	case 7: corrupt(b); break;
	case 8: corrupt_ring(b); break;
	case 9: read_ring(); break;
	case 10: listen_to(b); break;
	case 11:
		rig.kill_after = 1 + take(b);
		rig.kill_how = take(b);
		break;
	case 12: rig_process(take(b) % 2, take(b) & 1, take(b) & 1 ? "(a|b)*c" : ""); break;
	case 13: rig_read(take(b) & 1, 4096); break;
	default:
		text = take_text(b, 4096, &n);
		rig_write(take(b) % 2, take(b) % 2, text, n);
		if (take(b) & 1)
			return;
	}
	if (take(b) & 1)
		go_on();
}

static void begin(struct bytes *b)
{
	const char *const follows[] = { follow_path, follow_path };
	unsigned how = take(b);

	rig_begin((enum rig_console)(how % 3), (enum rig_console)(how / 3 % 3),
		  !(how & 32));
	rig.corrupt = true;
	if (how & 64)
		CHECK(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
				 rig.syslog) == 0,
		      "sockets");
	rig_stream(0)->drop = how >> 7;
	rig_add(0, 3, &(struct rig_names){ "a", log_path, follows, 1 });
	rig_stream(1)->file_max_bytes = 8192;
	rig_add(1, 3, &(struct rig_names){ "b", "", follows, 2 });
	rig_process(0, false, "x");
	rig_go();
	go_on();
}

/* Checks that a new logger, which receives all packets again, writes new output. */
static void check_alive(void)
{
	static const char line[] = "\nstill alive\n";

	rig.kill_after = 0;
	rig.ended = false;
	rig_kill();
	rig.readers = true;
	/* The memory may assign output to a later start; a new start corrects that. */
	rig_process(0, false, "");
	rig_run();
	rig_write(0, 0, line, sizeof line - 1);
	rig_run();
	CHECK(!rig.ended, "the logger exits");
	CHECK(rig.streams[0].sent[0].len > RIG_SENT - 5000 ||
		      memmem(rig.got[0].at, rig.got[0].len, line + 1, sizeof line - 2) !=
			      NULL,
	      "the new output is missing");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes b = { data, data + size };

	if (strstr(dir, "XXXXXX") != NULL) {
		CHECK(mkdtemp(dir) != NULL, "no directory");
		snprintf(log_path, sizeof log_path, "%s/log", dir);
		snprintf(follow_path, sizeof follow_path, "%s/follow", dir);
	}
	close(open(follow_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
	begin(&b);
	while (bytes_left(&b) > 0)
		step(&b);
	check_alive();
	rig_end();
	unlink(log_path);
	return 0;
}
