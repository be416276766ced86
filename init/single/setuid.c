/* init/single/setuid.c - refuses to run setuid or with file capabilities.
 *
 * ctinit runs any program that its caller names, so every user who can execute ctinit would
 * get these rights. AT_SECURE alone proves nothing, because SELinux may set it for the
 * first program of a container.
 * Source: getauxval(3), execve(2), capabilities(7). */
#include "init/single/mini_init.h"

#include <linux/auxvec.h>
#include <linux/capability.h>
#include <linux/prctl.h>
#include <stddef.h>

struct aux_entry {
	uint64_t type, value;
};

static uint64_t aux_value(const struct aux_entry *entry, uint64_t type)
{
	for (; entry->type != AT_NULL; entry++) {
		if (entry->type == type)
			return entry->value;
	}
	return 0;
}

/* Returns true if a capability is permitted but not ambient: then it comes from the
 * file. */
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

const char *setuid_refusal(char **environment)
{
	const struct aux_entry *aux_entry;

	while (*environment)
		environment++;
	aux_entry = (const struct aux_entry *)(const void *)(environment + 1);
	if (!aux_value(aux_entry, AT_SECURE))
		return NULL;
	if (aux_value(aux_entry, AT_UID) != aux_value(aux_entry, AT_EUID) ||
	    aux_value(aux_entry, AT_GID) != aux_value(aux_entry, AT_EGID))
		return "it is a setuid or setgid program: take that away (chmod u-s,g-s)";
	if (aux_value(aux_entry, AT_UID) != 0 && has_file_capabilities())
		return "it has file capabilities: take them away (setcap -r)";
	return NULL;
}
