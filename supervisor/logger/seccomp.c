/* supervisor/logger/seccomp.c - filters the logger's system calls.
 *
 * A call that is not in the list fails with EPERM but does not kill the logger: if a libc
 * makes an unexpected call, output continues. A compromised logger can use only the
 * descriptors that it has. Calls of another architecture kill the process.
 *
 * A logger that may not open files cannot reach one by its path. sendmsg(2) is not in the
 * list, so the logger can never send a descriptor to PID 1 or to another process. */
#include "supervisor/logger/seccomp.h"

#include "conf/base/base.h"
#include "supervisor/logger/source/source.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define OUR_ARCH AUDIT_ARCH_X86_64 /* x32, too; its call numbers match no row */
#else
#define OUR_ARCH AUDIT_ARCH_AARCH64
#endif

struct call_rule {
	int number;
	enum logger_files files; /* the least rights that allow the call */
	int arg;              /* index of the argument that must match `value`; -1: any */
	uint32_t mask, value; /* the compared bits of `arg`, and their value */
	uint32_t third;       /* required next argument; 0: any */
};

#define OWN_PID UINT32_MAX

#define ANY(name)                                          \
	{                                                  \
		SYS_##name, LOGGER_FILES_NONE, -1, 0, 0, 0 \
	}
#define READS(name)                                        \
	{                                                  \
		SYS_##name, LOGGER_FILES_READ, -1, 0, 0, 0 \
	}
#define WRITES(name)                                        \
	{                                                   \
		SYS_##name, LOGGER_FILES_WRITE, -1, 0, 0, 0 \
	}
#define WITH(name, arg, mask, bit)                               \
	{                                                        \
		SYS_##name, LOGGER_FILES_NONE, arg, mask, bit, 0 \
	}

#define ALL           (~(uint32_t)0)
#define OPEN_TO_WRITE (O_ACCMODE | O_CREAT | O_TRUNC)

/* Frequent calls are first, because the kernel caches allowed calls only since Linux
 * 5.11. */
/* clang-format off */
static const struct call_rule rules[] = {
	ANY(read), ANY(write),
	WITH(ioctl, 1, ALL, FIONREAD),
#ifdef SYS_epoll_wait
	ANY(epoll_wait),
#endif
	ANY(epoll_pwait), ANY(epoll_ctl),
	ANY(clock_gettime), /* used if the vdso has no clock */
	ANY(clock_nanosleep), ANY(nanosleep),
	ANY(timerfd_settime), /* used for PID 1's watchdog */
	ANY(recvmsg),
	WITH(sendto, 4, ALL, 0), /* only without an address, to the connected peer */
#ifdef SYS_poll
	ANY(poll),
#endif
	ANY(ppoll),
	ANY(restart_syscall), /* the kernel calls it after SIGCONT */
	ANY(close),
	WITH(ioctl, 1, ALL, FIOASYNC),
	WITH(fcntl, 1, ALL, F_SETPIPE_SZ),
	/* The signal of a write to a pipe: only to us, and only this signal. */
	{ SYS_fcntl, LOGGER_FILES_NONE, 1, ALL, F_SETOWN, OWN_PID },
	{ SYS_fcntl, LOGGER_FILES_NONE, 1, ALL, F_SETSIG, WAKEUP_SIGNAL },
	ANY(fallocate),
	WITH(mmap, 2, PROT_EXEC, 0), WITH(mprotect, 2, PROT_EXEC, 0),
	ANY(munmap), ANY(mremap), ANY(madvise), ANY(brk),
	ANY(getrandom),
	ANY(exit), ANY(exit_group),
	READS(pread64), READS(lseek),
	{ SYS_openat, LOGGER_FILES_READ, 2, OPEN_TO_WRITE, O_RDONLY, 0 },
	WRITES(openat),
#ifdef SYS_open
	{ SYS_open, LOGGER_FILES_READ, 1, OPEN_TO_WRITE, O_RDONLY, 0 },
	WRITES(open), READS(stat), READS(lstat),
#endif
	READS(fstat), READS(newfstatat), READS(statx), READS(readlinkat), READS(fstatfs),
	READS(geteuid), /* used by supervisor/path */
	READS(inotify_init1), READS(inotify_add_watch), READS(inotify_rm_watch),
	WRITES(ftruncate), WRITES(renameat), WRITES(renameat2),
	{ SYS_fcntl, LOGGER_FILES_READ, 1, ALL, F_SETFD, 0 }, /* used by musl's open() */
};
/* clang-format on */

#define HALF(arg, high) \
	(uint32_t)(offsetof(struct seccomp_data, args) + 8 * (size_t)(arg) + 4 * (high))
#define LOAD(offset)      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)(offset))
#define EQUAL(k, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(k), yes, no)
#define RETURN(k)         BPF_STMT(BPF_RET | BPF_K, (uint32_t)(k))

struct program {
	struct sock_filter code[11 * ARRAY_LEN(rules) + 8];
	unsigned short len;
};

static void add_code(struct program *p, const struct sock_filter *code, size_t count)
{
	for (size_t i = 0; i < count; i++)
		p->code[p->len++] = code[i];
}

/* Before and after a rule the accumulator has the number of the call. */
static void add_rule(struct program *p, const struct call_rule *rule)
{
	const struct sock_filter plain[] = {
		EQUAL(rule->number, 0, 1),
		RETURN(SECCOMP_RET_ALLOW),
	};
	const uint32_t third = rule->third == OWN_PID ? (uint32_t)getpid() : rule->third;
	/* Comparing the lower half of the next argument is enough: the kernel takes it as
	 * an int, or refuses larger values. */
	const struct sock_filter with[] = {
		EQUAL(rule->number, 0, 10),
		LOAD(HALF(rule->arg, 1)),
		EQUAL(0, 0, 7),
		LOAD(HALF(rule->arg, 0)),
		BPF_STMT(BPF_ALU | BPF_AND | BPF_K, rule->mask),
		EQUAL(rule->value, 0, 4),
		LOAD(HALF(rule->arg + 1, 0)),
		BPF_STMT(BPF_ALU | BPF_AND | BPF_K, rule->third != 0 ? ALL : 0),
		EQUAL(third, 0, 1),
		RETURN(SECCOMP_RET_ALLOW),
		LOAD(offsetof(struct seccomp_data, nr)),
	};

	if (rule->arg < 0)
		add_code(p, plain, ARRAY_LEN(plain));
	else
		add_code(p, with, ARRAY_LEN(with));
}

static void build_program(struct program *p, enum logger_files files)
{
	const struct sock_filter front[] = {
		LOAD(offsetof(struct seccomp_data, arch)),
		EQUAL(OUR_ARCH, 1, 0),
		RETURN(SECCOMP_RET_KILL_PROCESS),
		LOAD(offsetof(struct seccomp_data, nr)),
	};
	const struct sock_filter back[] = { RETURN(SECCOMP_RET_ERRNO | EPERM) };

	p->len = 0;
	add_code(p, front, ARRAY_LEN(front));
	for (size_t i = 0; i < ARRAY_LEN(rules); i++)
		if (rules[i].files <= files)
			add_rule(p, &rules[i]);
	add_code(p, back, ARRAY_LEN(back));
}

int seccomp_install(enum logger_files files)
{
	struct program program;
	struct sock_fprog prog = { .filter = program.code };

	build_program(&program, files);
	prog.len = program.len;
	/* SPEC_ALLOW: no foreign code runs in this process that could spy by speculative
	 * execution. Without the flag, kernels before 5.16 slow down the whole process.
	 * Kernels before 4.17 refuse it. */
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW,
		    &prog) == 0)
		return 0;
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog, 0, 0) == 0)
		return 0;
	return -errno;
}
