/* init/single/kernel.h - declares kernel structs for system calls without libc.
 *
 * The structs are the kernel's. They are the same on x86-64 and aarch64.
 * Source: include/uapi/asm-generic.
 *
 * Private to init/single. */
#ifndef INIT_SINGLE_KERNEL_H
#define INIT_SINGLE_KERNEL_H

#include "conf/base/raw_syscall.h"

#include <asm/unistd.h>
#include <stdint.h>

/* The argument of rt_sigaction(2). All zero is the default action. */
struct kernel_sigaction {
	uint64_t handler, flags, restorer, mask;
};
#define KERNEL_SIG_IGN 1 /* handler SIG_IGN */

/* siginfo_t with the members that all signals have; 128 bytes (sigaction(2)). */
struct kernel_siginfo {
	int32_t number, error, code, padding;
	int32_t pid, uid;
	uint64_t value;
	uint64_t rest[12];
};
_Static_assert(sizeof(struct kernel_siginfo) == 128, "siginfo_t is 128 bytes");

struct kernel_timespec {
	int64_t seconds, nanoseconds;
};

struct kernel_pollfd {
	int32_t fd;
	int16_t events, revents;
};

#define SYS_ALL_SIGNALS    (~(uint64_t)0)
#define KERNEL_SIGSET_SIZE sizeof(uint64_t) /* size of a signal set in bytes */

/* Starts a child that shares our memory until it execs or exits, like vfork(2). The child
 * runs start(arg) on our stack while we wait; start() must not return. Returns the pid of
 * the child, or a negative errno. */
long start_child(void (*start)(void *), void *arg);

#endif
