/* tests/lib/refuse_call.c - runs a program with one failing system call.
 *
 * usage: refuse_call NUMBER[:INDEX=VALUE] ERRNO CMD ARGS...
 * With INDEX, the call fails only if the lower 32 bits of argument INDEX (from 0) are
 * VALUE. This is a seccomp filter, as engines use it, so it also applies to all children of
 * CMD. */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	unsigned number, index = 0, value = 0;

	if (argc < 4)
		return 2;
	bool all = sscanf(argv[1], "%u:%u=%u", &number, &index, &value) == 1;
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 3),
		/* the lower half of the argument on a little-endian machine */
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 (unsigned)(offsetof(struct seccomp_data, args) + index * 8)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, all ? 0 : 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)atoi(argv[2])),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = { sizeof code / sizeof code[0], code };

	/* Root does not need no_new_privs for this, and the program under test must not
	 * have it. */
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) < 0) {
		perror("refuse_call");
		return 1;
	}
	execvp(argv[3], argv + 3);
	perror(argv[3]);
	return 127;
}
