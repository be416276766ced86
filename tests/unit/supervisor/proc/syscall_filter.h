/* tests/unit/supervisor/proc/syscall_filter.h - lets one system call of this process fail.
 *
 * Layer:  the tests of supervisor/proc.
 * Source: seccomp(2), SECCOMP_RET_ERRNO. */
#ifndef TESTS_UNIT_SUPERVISOR_PROC_SYSCALL_FILTER_H
#define TESTS_UNIT_SUPERVISOR_PROC_SYSCALL_FILTER_H

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/prctl.h>

/* Installs a filter. Returns false if the kernel takes none. */
static inline bool install_filter(struct sock_filter *code, size_t count)
{
	struct sock_fprog filter = { (unsigned short)count, code };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

/* From now on the system call `number` fails with errno `err`, here and in all children.
 * Returns false if the kernel refuses the filter. */
static inline bool refuse_call(long number, int err)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)number, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)err),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};

	return install_filter(code, sizeof code / sizeof code[0]);
}

#endif
