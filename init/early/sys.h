/* init/early/sys.h - system calls without libc: numbers, constants, the instruction.
 *
 * A result below 0 is the negative errno. The structs are the kernel's own and the same
 * on x86-64 and aarch64 (64-bit, little endian).
 * Source: syscall(2), "Architecture calling conventions"; include/uapi/asm-generic. */
#ifndef INIT_EARLY_SYS_H
#define INIT_EARLY_SYS_H

#include <asm/unistd.h>
#include <stdint.h>

/* rt_sigaction(2) as the kernel reads it: all zero is the default action. */
struct sys_action {
	uint64_t handler, flags, restorer, mask;
};
#define SYS_IGNORED 1 /* the handler SIG_IGN */

/* siginfo_t: the part every signal has; 128 bytes in all (sigaction(2)). */
struct sys_siginfo {
	int32_t number, error, code, padding;
	int32_t pid, uid;
	uint64_t value;
	uint64_t rest[12];
};
_Static_assert(sizeof(struct sys_siginfo) == 128, "siginfo_t is 128 bytes");

struct sys_time {
	int64_t seconds, nanoseconds;
};

struct sys_poll {
	int32_t fd;
	int16_t events, revents;
};

#define SYS_ALL_SIGNALS (~(uint64_t)0)
#define SYS_SET_SIZE    sizeof(uint64_t) /* of a signal set, in bytes */

#if defined(__x86_64__)
static inline long sys_call(long n, long a, long b, long c, long d, long e)
{
	long result;
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
			 : "rcx", "r11", "memory");
	return result;
}
#elif defined(__aarch64__)
static inline long sys_call(long n, long a, long b, long c, long d, long e)
{
	register long x8 __asm__("x8") = n;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;
	register long x4 __asm__("x4") = e;

	__asm__ volatile("svc 0"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4)
			 : "memory");
	return x0;
}
#else
#error "init/early knows x86-64 and aarch64"
#endif

/* A child that borrows our memory until it execs or exits (vfork(2)): runs `start(arg)`,
 * which must not return, on our stack below us, while we stand still. Its pid. */
long sys_start_child(void (*start)(void *), void *arg);

#endif
