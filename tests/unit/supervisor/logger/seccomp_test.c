/* tests/unit/supervisor/logger/seccomp_test.c - makes system calls that the filter allows
 * or refuses. */
#include "supervisor/logger/seccomp.h"

#include "supervisor/logger/source/source.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/unit/skip.h"

static char place[64], moved[64]; /* a file in this run's own directory */
static int ends[2];
static pid_t self; /* our pid, because the filter refuses getpid() */

static long open_read(void)
{
	return open("/dev/null", O_RDONLY);
}

static long open_path(void)
{
	return open("/", O_PATH | O_DIRECTORY);
}

static long open_write(void)
{
	return open("/dev/null", O_WRONLY);
}

static long open_make(void)
{
	return open(place, O_RDONLY | O_CREAT, 0600);
}

static long look(void)
{
	struct stat st;

	return stat("/", &st);
}

static long move(void)
{
	return renameat(AT_FDCWD, place, AT_FDCWD, moved) < 0 && errno == EPERM ? -1 : 0;
}

static long watch(void)
{
	return inotify_init1(IN_CLOEXEC);
}

static long map(void)
{
	void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
			0);

	return at == MAP_FAILED || munmap(at, 4096) < 0 ? -1 : 0;
}

static long map_exec(void)
{
	const int prot = PROT_READ | PROT_EXEC, flags = MAP_PRIVATE | MAP_ANONYMOUS;

	/* mmap() of musl turns EPERM into ENOMEM. */
	return syscall(SYS_mmap, NULL, 4096, prot, flags, -1, 0) == -1 ? -1 : 0;
}

static long waits(void)
{
	int n;

	return ioctl(ends[0], FIONREAD, &n);
}

static long not_blocking(void)
{
	return ioctl(ends[0], FIONBIO, &(int){ 1 });
}

static long asynchronous(void)
{
	return ioctl(ends[0], FIOASYNC, &(int){ 1 });
}

static long larger(void)
{
	return fcntl(ends[0], F_SETPIPE_SZ, 131072) < 0 && errno == EPERM ? -1 : 0;
}

static long signals_to_it(void)
{
	return fcntl(ends[0], F_SETOWN, (long)self);
}

static long signals_to_pid_1(void)
{
	return fcntl(ends[0], F_SETOWN, 1L);
}

static long signals_to_group(void)
{
	return fcntl(ends[0], F_SETOWN, -(long)self);
}

static long signal_of_its_own(void)
{
	return fcntl(ends[0], F_SETSIG, (long)WAKEUP_SIGNAL);
}

static long signal_kill(void)
{
	return fcntl(ends[0], F_SETSIG, (long)SIGKILL);
}

static long send_plain(void)
{
	return send(ends[1], "x", 1, MSG_DONTWAIT);
}

static long send_to(void)
{
	struct sockaddr to = { .sa_family = AF_UNIX };

	return sendto(ends[1], "x", 1, MSG_DONTWAIT, &to, sizeof to);
}

static long send_message(void)
{
	struct msghdr none = { .msg_iovlen = 0 };

	return sendmsg(ends[1], &none, MSG_DONTWAIT);
}

static long kill_one(void)
{
	return syscall(SYS_kill, getppid(), 0);
}

static long new_socket(void)
{
	return socket(AF_UNIX, SOCK_STREAM, 0);
}

static long new_process(void)
{
	return syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
}

static long new_program(void)
{
	return syscall(SYS_execve, "/bin/true", NULL, NULL);
}

static long name(void)
{
	return prctl(PR_SET_NAME, "x");
}

#ifdef __x86_64__
static long x32(void)
{
	return syscall(0x40000000 | SYS_read, -1, NULL, 0);
}
#endif

/* clang-format off */
static const struct {
	const char *name;
	long (*call)(void);
	bool allowed[3]; /* indexed by enum logger_files */
} calls[] = {
	{ "a file to be read",           open_read,    { false, true, true } },
	{ "a directory of a path",       open_path,    { false, true, true } },
	{ "a file to be written",        open_write,   { false, false, true } },
	{ "a file that is made",         open_make,    { false, false, true } },
	{ "what a path leads to",        look,         { false, true, true } },
	{ "rename",                      move,         { false, false, true } },
	{ "inotify",                     watch,        { false, true, true } },
	{ "memory",                      map,          { true, true, true } },
	{ "memory that is executed",     map_exec,     { false, false, false } },
	{ "FIONREAD",                    waits,        { true, true, true } },
	{ "FIOASYNC",                    asynchronous, { true, true, true } },
	{ "another ioctl",               not_blocking, { false, false, false } },
	{ "F_SETPIPE_SZ",                larger,       { true, true, true } },
	{ "F_SETOWN, itself",            signals_to_it, { true, true, true } },
	{ "F_SETOWN, PID 1",             signals_to_pid_1, { false, false, false } },
	{ "F_SETOWN, a group",           signals_to_group, { false, false, false } },
	{ "F_SETSIG",                    signal_of_its_own, { true, true, true } },
	{ "F_SETSIG, KILL",              signal_kill,  { false, false, false } },
	{ "send",                        send_plain,   { true, true, true } },
	{ "sendto somebody",             send_to,      { false, false, false } },
	{ "sendmsg",                     send_message, { false, false, false } },
	{ "kill",                        kill_one,     { false, false, false } },
	{ "socket",                      new_socket,   { false, false, false } },
	{ "clone",                       new_process,  { false, false, false } },
	{ "execve",                      new_program,  { false, false, false } },
	{ "prctl",                       name,         { false, false, false } },
#ifdef __x86_64__
	{ "x32",                         x32,          { false, false, false } },
#endif
};
/* clang-format on */

#define NO_FILTER 255

/* Makes the call in a child with the filter. Returns 0 or the errno of the call, NO_FILTER
 * if the filter cannot be installed, or 1000 plus the signal that killed the child. */
static int try_call(long (*call)(void), enum logger_files files)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		self = getpid();
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		if (seccomp_install(files) < 0)
			_exit(NO_FILTER);
		_exit(call() < 0 ? errno : 0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static void each_call(void **state)
{
	(void)state;
#ifdef __SANITIZE_ADDRESS__
	skip_because("the sanitizer makes other calls, so the logger has no filter");
#endif
	snprintf(place, sizeof place, "/tmp/ctinit-filter.%d", (int)getpid());
	snprintf(moved, sizeof moved, "/tmp/ctinit-filter.%d.1", (int)getpid());
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
	for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
		for (int files = 0; files < 3; files++) {
			int got = try_call(calls[i].call, (enum logger_files)files);

			if (got == NO_FILTER)
				skip_because("the kernel takes no filter");
			if (got != (calls[i].allowed[files] ? 0 : EPERM))
				fail_msg("%s, files %d: %d", calls[i].name, files, got);
		}
	}
	unlink(place);
	unlink(moved);
}

#ifdef __x86_64__
static long other_architecture(void)
{
	long r;

	__asm__ volatile("int $0x80" : "=a"(r) : "a"(20L) : "memory"); /* getpid */
	return r;
}

static void another_architecture(void **state)
{
	(void)state;
	int got = try_call(other_architecture, LOGGER_FILES_WRITE);

	if (got == NO_FILTER)
		skip_because("the kernel takes no filter");
	assert_int_equal(got, 1000 + SIGSYS);
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_call),
#ifdef __x86_64__
		cmocka_unit_test(another_architecture),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
