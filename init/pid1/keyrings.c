/* init/pid1/keyrings.c - blocks access to the host's keyrings.
 *
 * The filter covers three system calls on each architecture that the kernel can run. It
 * reads only the architecture and the call number, so since Linux 5.11 the kernel caches
 * the result (kernel/seccomp.c) and other calls cost nothing. */
#include "init/pid1/keyrings.h"

#include "conf/base/base.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/keyctl.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LOAD(field) \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offsetof(struct seccomp_data, field))
#define EQUAL(k, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(k), yes, no)
#define WITHOUT(bit)      BPF_STMT(BPF_ALU | BPF_AND | BPF_K, ~(uint32_t)(bit))
#define RETURN(k)         BPF_STMT(BPF_RET | BPF_K, (uint32_t)(k))

/* For programs of the architecture `arch`: the three calls return ENOSYS, all others are
 * allowed. The calls have adjacent numbers on every architecture. */
#define ARCHITECTURE(arch, mask, first)                                 \
	EQUAL(arch, 0, 6), LOAD(nr), WITHOUT(mask),                     \
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, (first), 0, 2),     \
		BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, (first) + 2, 1, 0), \
		RETURN(SECCOMP_RET_ERRNO | ENOSYS), RETURN(SECCOMP_RET_ALLOW)

/* The numbers are from arch/x86/entry/syscalls/syscall_64.tbl (also for x32, which sets one
 * bit) and syscall_32.tbl, include/uapi/asm-generic/unistd.h (aarch64) and
 * arch/arm/tools/syscall.tbl. */
static struct sock_filter filter_code[] = {
	LOAD(arch),
#if defined(__x86_64__)
#define X32_BIT 0x40000000u
	ARCHITECTURE(AUDIT_ARCH_X86_64, X32_BIT, 248),
	ARCHITECTURE(AUDIT_ARCH_I386, 0, 286),
#elif defined(__aarch64__)
	ARCHITECTURE(AUDIT_ARCH_AARCH64, 0, 217),
	ARCHITECTURE(AUDIT_ARCH_ARM, 0, 309),
#else
#error "write down the numbers of add_key, request_key and keyctl on this architecture"
#endif
	RETURN(SECCOMP_RET_ALLOW),
};

_Static_assert(SYS_request_key == SYS_add_key + 1 && SYS_keyctl == SYS_add_key + 2,
	       "the three calls have neighbouring numbers");

static int load_filter(unsigned flags)
{
	struct sock_fprog program = { ARRAY_LEN(filter_code), filter_code };

	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program) < 0 ? -errno
										  : 0;
}

bool keyrings_are_closed(void)
{
	return syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_USER_KEYRING, 0) < 0 &&
	       (errno == ENOSYS || errno == EPERM);
}

int keyrings_close(void)
{
	/* Some kernels slow down every filtered process without this flag. */
	int r = load_filter(SECCOMP_FILTER_FLAG_SPEC_ALLOW);

	if (r == -EINVAL)
		r = load_filter(0); /* before 4.17 */
	return r < 0 && keyrings_are_closed() ? 0 : r;
}
