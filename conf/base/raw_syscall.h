/* conf/base/raw_syscall.h - makes one system call without libc: no errno, no cancellation,
 * no state.
 *
 * Layer:  conf/base. For code that runs before libc starts, or in a child that shares its
 *         parent's memory.
 * Errors: a result below 0 is the negative errno.
 * Source: syscall(2), "Architecture calling conventions". */
#ifndef CONF_BASE_RAW_SYSCALL_H
#define CONF_BASE_RAW_SYSCALL_H

#if defined(__x86_64__)
static inline long raw_syscall(long n, long a, long b, long c, long d, long e)
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
static inline long raw_syscall(long n, long a, long b, long c, long d, long e)
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
#error "ctinit knows x86-64 and aarch64"
#endif

/* Repeats the call while a signal interrupts it (EINTR, signal(7)). Do not use it for
 * close(2), which always closes the descriptor, or for calls with a timeout. */
static inline long raw_syscall_retry(long n, long a, long b, long c, long d, long e)
{
	long result;

	do
		result = raw_syscall(n, a, b, c, d, e);
	while (result == -4); /* EINTR */
	return result;
}

#endif
