/* tests/fuzz/log_rig.c - runs the whole logger inside a fuzzer's process. */
#include "tests/fuzz/log_rig.h"

#include "supervisor/logger/logger_main.c"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <sys/mman.h>
#include <sys/socket.h>

#define FDS_MOST   256
#define SPINS_MOST 20000u

struct rig rig;
static jmp_buf idle, dead;
static bool in_loop, was_open[FDS_MOST];

const char *take_text(struct bytes *b, size_t most, size_t *ret_len)
{
	size_t n = take(b);
	const char *at;

	n |= (size_t)take(b) << 8;
	n = n < most ? n : most;
	n = n < bytes_left(b) ? n : bytes_left(b);
	at = (const char *)b->at;
	b->at += n;
	*ret_len = n;
	return at;
}

void text_add(struct text *t, const char *from, size_t len)
{
	if (t->len + len > t->room) {
		t->room = 2 * (t->len + len);
		t->at = realloc(t->at, t->room);
	}
	if (len > 0)
		memcpy(t->at + t->len, from, len);
	t->len += len;
}

/* ---- system calls of the logger (the linker's --wrap) ---- */

ssize_t __real_write(int fd, const void *from, size_t len);
ssize_t __wrap_write(int fd, const void *from, size_t len);
ssize_t __real_read(int fd, void *to, size_t len);
ssize_t __wrap_read(int fd, void *to, size_t len);
void __real_log_memory_commit(struct log_memory *s);
void __wrap_log_memory_commit(struct log_memory *s);
int __wrap_epoll_wait(int fd, struct epoll_event *e, int most, int msec);
int __real_epoll_wait(int fd, struct epoll_event *e, int most, int msec);
int __wrap_poll(struct pollfd *p, nfds_t count, int msec);
int __real_poll(struct pollfd *p, nfds_t count, int msec);
int __wrap_nanosleep(const struct timespec *t, struct timespec *left);
int __real_nanosleep(const struct timespec *t, struct timespec *left);

static bool dies_now(void)
{
	return in_loop && rig.kill_after > 0 && --rig.kill_after == 0;
}

static void die(void)
{
	in_loop = false;
	longjmp(dead, 1);
}

static bool is_console(int fd)
{
	return fd == rig.l.console[0].fd || fd == rig.l.console[1].fd;
}

ssize_t __wrap_write(int fd, const void *from, size_t len)
{
	bool last = dies_now();

	if (in_loop && rig.fail_writes > 0 && !is_console(fd)) {
		rig.fail_writes--;
		if (len < 2 || rig.fail_writes % 2 == 0) {
			errno = rig.fail_errno;
			return -1;
		}
		len /= 2;
	}
	if (last && rig.kill_how % 4 == 0)
		die();
	if (last && rig.kill_how % 4 == 1)
		len = (len + 1) / 2;
	ssize_t n = __real_write(fd, from, len);
	if (last)
		die();
	return n;
}

ssize_t __wrap_read(int fd, void *to, size_t len)
{
	bool last = dies_now();
	ssize_t n = __real_read(fd, to, len);

	if (last)
		die();
	return n;
}

void __wrap_log_memory_commit(struct log_memory *s)
{
	bool last = dies_now();

	if (last && rig.kill_how % 2 == 0)
		die();
	__real_log_memory_commit(s);
	if (last)
		die();
}

static void spin(void)
{
	CHECK(++rig.spins < SPINS_MOST, "the loop never sleeps");
}

int __wrap_epoll_wait(int fd, struct epoll_event *e, int most, int msec)
{
	int n = __real_epoll_wait(fd, e, most, in_loop ? 0 : msec);

	if (!in_loop)
		return n;
	spin();
	if (n > 0 || msec == 0)
		return n;
	if (rig.readers) {
		size_t before = rig.got[0].len + rig.got[1].len;

		rig_read(0, SIZE_MAX);
		rig_read(1, SIZE_MAX);
		if (before != rig.got[0].len + rig.got[1].len)
			return 0;
	}
	in_loop = false;
	longjmp(idle, 1);
}

int __wrap_poll(struct pollfd *p, nfds_t count, int msec)
{
	if (!in_loop)
		return __real_poll(p, count, msec);
	spin();
	int n = __real_poll(p, count, 0);
	if (n == 0 && msec > 0) {
		rig.nsec += (uint64_t)msec * 1000000u;
		if (rig.readers) {
			rig_read(0, SIZE_MAX);
			rig_read(1, SIZE_MAX);
		}
		n = __real_poll(p, count, 0);
	}
	return n;
}

int __wrap_nanosleep(const struct timespec *t, struct timespec *left)
{
	if (!in_loop)
		return __real_nanosleep(t, left);
	rig.nsec += (uint64_t)t->tv_nsec;
	return 0;
}

/* ---- PID 1 ---- */

void rig_say(const void *packet, size_t len, const int *fds, size_t count)
{
	for (int i = 0; i < 100; i++) {
		if (packet_send(rig.socket, packet, len, fds, count) != -EAGAIN ||
		    rig.ended)
			return;
		rig_run();
	}
}

static void start_logger(void)
{
	struct epoll_event e = { .events = EPOLLIN, .data.u64 = TASK(TASK_COMMANDS, 0) };
	int ends[2];

	CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0, "sockets");
	memset(&rig.l, 0, sizeof rig.l);
	rig.socket = ends[0];
	rig.l.socket = ends[1];
	rig.l.dev_log_fd = rig.l.log_memory_fd = rig.l.inotify_fd = rig.l.watchdog_fd = -1;
	rig.l.colour = true;
	rig.l.epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	rig.l.console[0].fd = rig.l.console[1].fd = -1;
	epoll_ctl(rig.l.epoll_fd, EPOLL_CTL_ADD, ends[1], &e);
	wakeup_init(&rig.l);
}

static void say_hello(void)
{
	struct packet_hello m = { .kind = PACKET_HELLO,
				  .slot_count = RIG_SOURCES,
				  .has_dev_log = rig.syslog[0] >= 0,
				  .no_colour = 1,
				  .files = LOGGER_FILES_WRITE };
	int fds[2] = { rig.log_memory_fd, rig.syslog[0] };

	m.rings_end = (log_memory_size(RIG_SOURCES) + 4095) / 4096 * 4096 + (1 << 20);
	rig_say(&m, sizeof m, fds, rig.syslog[0] >= 0 ? 2 : 1);
}

static void say_stream(struct rig_stream *s)
{
	int fds[2];
	size_t count = 0;

	if (s->settings_len == 0)
		return;
	for (int k = 0; k < 2; k++)
		if (s->settings.stream.has[k])
			fds[count++] = s->read[k];
	rig_say(&s->settings, s->settings_len, fds, count);
	if (s->run_len > 0 && rig.begun)
		rig_say(&s->run, s->run_len, NULL, 0);
}

void rig_go(void)
{
	struct packet_short m = { .kind = PACKET_START };

	rig.begun = true;
	say_hello();
	for (unsigned i = 0; i < RIG_STREAMS; i++)
		say_stream(&rig.streams[i]);
	rig_say(&m, sizeof m, NULL, 0);
}

static void forget_logger(void)
{
	struct logger *l = &rig.l;
	int *const fds[] = { &l->epoll_fd, &l->inotify_fd, &l->log_memory_fd, &l->signal_fd,
			     &l->socket,   &rig.socket,    &l->dev_log_fd };

	for (uint32_t i = 0; i < l->stream_capacity; i++)
		stream_free(l->streams[i]);
	free(l->streams);
	free(l->sources);
	free(l->ready);
	free(l->is_ready);
	free(l->by_fd);
	if (l->memory != NULL)
		munmap(l->memory, log_memory_size(RIG_SOURCES));
	for (int i = 0; i < 2; i++)
		if (l->console[i].fd >= 0 && l->console[i].fd != rig.console_write[i])
			close(l->console[i].fd);
	for (size_t i = 0; i < sizeof fds / sizeof fds[0]; i++) {
		if (*fds[i] >= 0)
			close(*fds[i]);
		*fds[i] = -1;
	}
	memset(l, 0, sizeof *l);
}

void rig_kill(void)
{
	rig.kills++;
	rig.kill_after = 0;
	forget_logger();
	start_logger();
	rig_go();
}

void rig_run(void)
{
	if (rig.ended)
		return;
	rig.spins = 0;
	if (setjmp(dead) != 0)
		rig_kill();
	if (setjmp(idle) != 0)
		return;
	in_loop = true;
	run_loop(&rig.l);
	in_loop = false;
	rig.ended = true;
}

void rig_drain(void)
{
	struct packet_short m = { .kind = PACKET_DRAIN, .id = 3600000 };

	rig.readers = true;
	for (int i = 0; i < 20 && !rig.ended; i++) {
		rig.nsec += 1100000000u; /* so that lines above log-rate are reported */
		rig_run();
		if (i > 2)
			rig_say(&m, sizeof m, NULL, 0);
	}
	CHECK(rig.ended, "the logger does not exit");
	rig_read(0, SIZE_MAX);
	rig_read(1, SIZE_MAX);
}

/* ---- set-up and end ---- */

static void open_console(int which, enum rig_console kind)
{
	int ends[2];

	if (kind == RIG_CONSOLE_FILE) {
		char path[40];

		ends[1] = memfd_create("console", MFD_CLOEXEC);
		snprintf(path, sizeof path, "/proc/self/fd/%d", ends[1]);
		ends[0] = open(path, O_RDONLY | O_CLOEXEC);
	} else {
		CHECK(pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0, "no pipe");
		fcntl(ends[1], F_SETFL, 0);
		if (kind == RIG_CONSOLE_SMALL_PIPE)
			fcntl(ends[1], F_SETPIPE_SZ, 4096);
	}
	rig.console_read[which] = ends[0];
	rig.console_write[which] = ends[1];
}

void rig_begin(enum rig_console stdout_kind, enum rig_console stderr_kind, bool signals)
{
	uint64_t size = (log_memory_size(RIG_SOURCES) + 4095) / 4096 * 4096 + (1 << 20);

	for (int fd = 0; fd < FDS_MOST; fd++)
		was_open[fd] = fcntl(fd, F_GETFD) >= 0;
	memset(&rig, 0, sizeof rig);
	rig.on = true;
	rig.no_signals = !signals;
	rig.syslog[0] = rig.syslog[1] = -1;
	for (unsigned i = 0; i < RIG_STREAMS; i++)
		for (int k = 0; k < 2; k++)
			rig.streams[i].read[k] = rig.streams[i].write[k] = -1;
	open_console(0, stdout_kind);
	open_console(1, stderr_kind);
	rig.log_memory_fd = memfd_create("log memory", MFD_CLOEXEC);
	CHECK(ftruncate(rig.log_memory_fd, (off_t)size) == 0, "no log memory");
	start_logger();
}

/* The logger reports an invalid state change of a source as "bug: source ...". */
static void check_no_bug(void)
{
	static const char bug[] = "bug: source ";

	CHECK(rig.got[1].len == 0 ||
		      memmem(rig.got[1].at, rig.got[1].len, bug, sizeof bug - 1) == NULL,
	      "%.*s", (int)rig.got[1].len, rig.got[1].at);
}

void rig_end(void)
{
	check_no_bug();
	forget_logger();
	for (unsigned i = 0; i < RIG_STREAMS; i++)
		for (int k = 0; k < 2; k++)
			free(rig.streams[i].sent[k].at);
	free(rig.got[0].at);
	free(rig.got[1].at);
	for (int fd = 0; fd < FDS_MOST; fd++)
		if (!was_open[fd])
			close(fd);
	rig.on = false;
}
