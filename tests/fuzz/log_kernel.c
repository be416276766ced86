/* tests/fuzz/log_kernel.c - replaces the logger's clock and consoles, disables its sandbox,
 * and makes inotify_init1() and signalfd() fail (linker option --wrap). */
#include "tests/fuzz/log_rig.h"

#include "supervisor/logger/source/source.h"

#include <signal.h>
#include <sys/signalfd.h>
#include <time.h>

int __real_inotify_init1(int flags);
int __wrap_inotify_init1(int flags);
int __wrap_clock_gettime(clockid_t clock, struct timespec *ret);
int __real_clock_gettime(clockid_t clock, struct timespec *ret);
int __real_signalfd(int fd, const sigset_t *set, int flags);
int __wrap_signalfd(int fd, const sigset_t *set, int flags);
int __wrap_sandbox_enter(void);
void __wrap_console_open(struct console *console, struct log_memory *memory, int index,
			 int fd);
void __real_console_open(struct console *console, struct log_memory *memory, int index,
			 int fd);

int __wrap_clock_gettime(clockid_t clock, struct timespec *ret)
{
	if (!rig.on)
		return __real_clock_gettime(clock, ret);
	rig.nsec += 1000;
	ret->tv_sec = (time_t)(1700000000 + rig.nsec / 1000000000u);
	ret->tv_nsec = (long)(rig.nsec % 1000000000u);
	return 0;
}

int __wrap_inotify_init1(int flags)
{
	return rig.no_inotify ? -1 : __real_inotify_init1(flags);
}

int __wrap_signalfd(int fd, const sigset_t *set, int flags)
{
	return rig.no_signals ? -1 : __real_signalfd(fd, set, flags);
}

/* Blocks the logger's signals before the fuzzer starts threads. Otherwise a thread without
 * the block could die of them. */
__attribute__((constructor)) static void block(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, WAKEUP_SIGNAL);
	sigaddset(&set, SIGIO);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

int __wrap_sandbox_enter(void)
{
	return 0;
}

void __wrap_console_open(struct console *console, struct log_memory *memory, int index,
			 int fd)
{
	(void)fd;
	__real_console_open(console, memory, index, rig.console_write[index]);
	console->is_terminal = rig.terminal[index];
}
