/* init/single/setuid.c - refuse to be a setuid program.
 *
 * ctinit runs what its caller names, so with rights that its file gives, everybody who may
 * execute it would have them. AT_SECURE alone does not say that: SELinux sets it too, for the
 * first program of a container.
 * Source: getauxval(3), execve(2), capabilities(7). */
#include "init/single/mini_init.h"

#include <linux/auxvec.h>
#include <linux/capability.h>
#include <linux/prctl.h>
#include <stddef.h>

struct aux {
	uint64_t type, value;
};

static uint64_t value_of(const struct aux *at, uint64_t type)
{
	for (; at->type != AT_NULL; at++) {
		if (at->type == type)
			return at->value;
	}
	return 0;
}

/* Capabilities that the caller did not have as ambient ones come from the file. */
static bool has_file_capabilities(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { { 0 } };

	if (raw_syscall(__NR_capget, (long)&header, (long)data, 0, 0, 0) < 0)
		return false;
	for (unsigned cap = 0; cap < 64; cap++) {
		if ((data[cap / 32].permitted >> cap % 32 & 1) &&
		    raw_syscall(__NR_prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, cap, 0,
				0) != 1)
			return true;
	}
	return false;
}

const char *secure_refusal(char **environment)
{
	const struct aux *aux;

	while (*environment)
		environment++;
	aux = (const struct aux *)(const void *)(environment + 1);
	if (!value_of(aux, AT_SECURE))
		return NULL;
	if (value_of(aux, AT_UID) != value_of(aux, AT_EUID) ||
	    value_of(aux, AT_GID) != value_of(aux, AT_EGID))
		return "it is a setuid or setgid program: take that away (chmod u-s,g-s)";
	if (value_of(aux, AT_UID) != 0 && has_file_capabilities())
		return "it has file capabilities: take them away (setcap -r)";
	return NULL;
}
