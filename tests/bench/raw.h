/* tests/bench/raw.h - makes system calls without libc, and defines _start for programs
 * without libc.
 *
 * For the floors and the measured child. They make only the system calls that they must.
 *
 * Layer:  floor_init.c, floor_run.c and child.c only.
 * Errors: every call returns the kernel's result: a value, or a negative errno.
 * Source: syscall(2) (registers of x86-64 and arm64), the psABIs (process entry). */
#ifndef TESTS_BENCH_RAW_H
#define TESTS_BENCH_RAW_H

#include <asm/unistd.h>
#include <linux/time.h>
#include <stdint.h>

#define RAW_PATH_HERE (-100) /* AT_FDCWD */
#define RAW_SIGKILL   9
#define RAW_SIGTERM   15
#define RAW_SIGCHLD   17

#if defined(__x86_64__)
static inline long raw(long nr, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
	long ret;

	__asm__ volatile("syscall"
			 : "=a"(ret)
			 : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return ret;
}
__asm__(".globl _start\n_start: xor %ebp,%ebp\n mov %rsp,%rdi\n and $-16,%rsp\n"
	"call raw_main\n mov %eax,%edi\n mov $231,%eax\n syscall\n");
#elif defined(__aarch64__)
static inline long raw(long nr, long a, long b, long c, long d, long e, long f)
{
	register long x8 __asm__("x8") = nr, x0 __asm__("x0") = a, x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c, x3 __asm__("x3") = d, x4 __asm__("x4") = e;
	register long x5 __asm__("x5") = f;

	__asm__ volatile("svc #0"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
			 : "memory");
	return x0;
}
__asm__(".globl _start\n_start: mov x29, xzr\n mov x0, sp\n bl raw_main\n"
	"mov x8, #94\n svc #0\n");
#else
#error "tests/bench/raw.h knows x86-64 and aarch64"
#endif

#define RAW0(nr)             raw(nr, 0, 0, 0, 0, 0, 0)
#define RAW1(nr, a)          raw(nr, (long)(a), 0, 0, 0, 0, 0)
#define RAW2(nr, a, b)       raw(nr, (long)(a), (long)(b), 0, 0, 0, 0)
#define RAW3(nr, a, b, c)    raw(nr, (long)(a), (long)(b), (long)(c), 0, 0, 0)
#define RAW4(nr, a, b, c, d) raw(nr, (long)(a), (long)(b), (long)(c), (long)(d), 0, 0)
#define RAW5(nr, a, b, c, d, e) \
	raw(nr, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), 0)

/* The main function of the program. `stack` has argc, argv, NULL, the environment and NULL.
 * The program exits with its result. */
int raw_main(long *stack);

static inline __attribute__((noreturn)) void raw_exit(long code)
{
	for (;;)
		RAW1(__NR_exit_group, code);
}

/* Forks like vfork(2): the child shares our memory, and we wait until it execs or exits. */
static inline long raw_vfork(void)
{
	/* CLONE_VFORK and CLONE_VM */
	return RAW5(__NR_clone, 0x4100 | RAW_SIGCHLD, 0, 0, 0, 0);
}

static inline int raw_equal(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

static inline long raw_number(const char *text)
{
	long n = 0;

	while (*text >= '0' && *text <= '9')
		n = n * 10 + (*text++ - '0');
	return n;
}

/* Returns the exit code that a shell shows for the wait status. */
static inline int raw_exit_code(int status)
{
	return (status & 0x7f) != 0 ? 128 + (status & 0x7f) : (status >> 8) & 0xff;
}

#endif
