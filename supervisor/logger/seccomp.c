/* supervisor/logger/seccomp.c - the system calls that the logger may still do.
 *
 * What is not in the list is refused with EPERM and does not kill: should a libc make a
 * call that nobody thought of, output goes on. Whoever took the logger over is left with
 * the descriptors that it has anyway. Another architecture's calls kill.
 * Who may not open a file cannot reach one by a path; sendmsg(2) is not there, so no
 * descriptor is ever sent, to PID 1 or to anybody. */
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
#define OUR_ARCH AUDIT_ARCH_X86_64 /* x32 is the same, with a bit set that no row has */
#else
#define OUR_ARCH AUDIT_ARCH_AARCH64
#endif

struct row {
	int number;
	enum logger_files least; /* for whom */
	int arg;                 /* this argument is, in `mask`, `value`; -1: any */
	uint32_t mask, value;
	uint32_t third; /* and the argument behind it is that; 0: any */
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

/* The frequent ones first, where the kernel does not remember what is always allowed
 * (before 5.11). */
/* clang-format off */
static const struct row rows[] = {
	ANY(read), ANY(write),
	WITH(ioctl, 1, ALL, FIONREAD),
#ifdef SYS_epoll_wait
	ANY(epoll_wait),
#endif
	ANY(epoll_pwait), ANY(epoll_ctl),
	ANY(clock_gettime), /* where the vdso has no clock */
	ANY(clock_nanosleep), ANY(nanosleep),
	ANY(timerfd_settime), /* PID 1's watchdog */
	ANY(recvmsg),
	WITH(sendto, 4, ALL, 0), /* to whom it is connected */
#ifdef SYS_poll
	ANY(poll),
#endif
	ANY(ppoll),
	ANY(restart_syscall), /* after SIGCONT */
	ANY(close),
	WITH(ioctl, 1, ALL, FIOASYNC),
	WITH(fcntl, 1, ALL, F_SETPIPE_SZ),
	/* Signals that writes to a pipe send: to nobody else, and no other. */
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
	READS(geteuid), /* supervisor/path */
	READS(inotify_init1), READS(inotify_add_watch), READS(inotify_rm_watch),
	WRITES(ftruncate), WRITES(renameat), WRITES(renameat2),
	{ SYS_fcntl, LOGGER_FILES_READ, 1, ALL, F_SETFD, 0 }, /* musl's open() */
};
/* clang-format on */

#define HALF(arg, high) \
	(uint32_t)(offsetof(struct seccomp_data, args) + 8 * (size_t)(arg) + 4 * (high))
#define LOAD(at)          BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)(at))
#define EQUAL(k, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(k), yes, no)
#define RETURN(k)         BPF_STMT(BPF_RET | BPF_K, (uint32_t)(k))

struct program {
	struct sock_filter code[11 * ARRAY_LEN(rows) + 8];
	unsigned short len;
};

static void add(struct program *p, const struct sock_filter *code, size_t count)
{
	for (size_t i = 0; i < count; i++)
		p->code[p->len++] = code[i];
}

/* With the number in the accumulator, before and after it. */
static void add_row(struct program *p, const struct row *row)
{
	const struct sock_filter plain[] = {
		EQUAL(row->number, 0, 1),
		RETURN(SECCOMP_RET_ALLOW),
	};
	const uint32_t third = row->third == OWN_PID ? (uint32_t)getpid() : row->third;
	/* Of what is behind it the kernel takes an int, or refuses what is too large. */
	const struct sock_filter with[] = {
		EQUAL(row->number, 0, 10),
		LOAD(HALF(row->arg, 1)),
		EQUAL(0, 0, 7),
		LOAD(HALF(row->arg, 0)),
		BPF_STMT(BPF_ALU | BPF_AND | BPF_K, row->mask),
		EQUAL(row->value, 0, 4),
		LOAD(HALF(row->arg + 1, 0)),
		BPF_STMT(BPF_ALU | BPF_AND | BPF_K, row->third != 0 ? ALL : 0),
		EQUAL(third, 0, 1),
		RETURN(SECCOMP_RET_ALLOW),
		LOAD(offsetof(struct seccomp_data, nr)),
	};

	if (row->arg < 0)
		add(p, plain, ARRAY_LEN(plain));
	else
		add(p, with, ARRAY_LEN(with));
}

static void build(struct program *p, enum logger_files files)
{
	const struct sock_filter front[] = {
		LOAD(offsetof(struct seccomp_data, arch)),
		EQUAL(OUR_ARCH, 1, 0),
		RETURN(SECCOMP_RET_KILL_PROCESS),
		LOAD(offsetof(struct seccomp_data, nr)),
	};
	const struct sock_filter back[] = { RETURN(SECCOMP_RET_ERRNO | EPERM) };

	p->len = 0;
	add(p, front, ARRAY_LEN(front));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].least <= files)
			add_row(p, &rows[i]);
	add(p, back, ARRAY_LEN(back));
}

int seccomp_install(enum logger_files files)
{
	struct program program;
	struct sock_fprog prog = { .filter = program.code };

	build(&program, files);
	prog.len = program.len;
	/* Nothing of another's runs in here that could spy by speculation, and without that
	 * flag kernels before 5.16 make all of it slower; before 4.17 it is not known. */
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW,
		    &prog) == 0)
		return 0;
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog, 0, 0) == 0)
		return 0;
	return -errno;
}
