/* init/outside/capabilities.c - capability names, and the set a container keeps. */
#include "init/outside/capabilities.h"

#include "conf/base/base.h"

#include <linux/capability.h>
#include <string.h>
#include <strings.h>

/* In the order of their numbers, include/uapi/linux/capability.h. */
static const char *const names[] = {
	"CHOWN",
	"DAC_OVERRIDE",
	"DAC_READ_SEARCH",
	"FOWNER",
	"FSETID",
	"KILL",
	"SETGID",
	"SETUID",
	"SETPCAP",
	"LINUX_IMMUTABLE",
	"NET_BIND_SERVICE",
	"NET_BROADCAST",
	"NET_ADMIN",
	"NET_RAW",
	"IPC_LOCK",
	"IPC_OWNER",
	"SYS_MODULE",
	"SYS_RAWIO",
	"SYS_CHROOT",
	"SYS_PTRACE",
	"SYS_PACCT",
	"SYS_ADMIN",
	"SYS_BOOT",
	"SYS_NICE",
	"SYS_RESOURCE",
	"SYS_TIME",
	"SYS_TTY_CONFIG",
	"MKNOD",
	"LEASE",
	"AUDIT_WRITE",
	"AUDIT_CONTROL",
	"SETFCAP",
	"MAC_OVERRIDE",
	"MAC_ADMIN",
	"SYSLOG",
	"WAKE_ALARM",
	"BLOCK_SUSPEND",
	"AUDIT_READ",
	"PERFMON",
	"BPF",
	"CHECKPOINT_RESTORE",
};

#define BIT(cap) ((uint64_t)1 << (cap))

/* The short list: what servers that start as root and change user need. SETPCAP is the
 * init's own: it gives services less. */
#define SHORT_LIST                                                                       \
	(BIT(CAP_CHOWN) | BIT(CAP_DAC_OVERRIDE) | BIT(CAP_FOWNER) | BIT(CAP_FSETID) |    \
	 BIT(CAP_KILL) | BIT(CAP_NET_BIND_SERVICE) | BIT(CAP_SETGID) | BIT(CAP_SETUID) | \
	 BIT(CAP_SETPCAP) | BIT(CAP_SYS_CHROOT))

int capability_parse(const char *name)
{
	if (strncasecmp(name, "CAP_", 4) == 0)
		name += 4;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (strcasecmp(name, names[i]) == 0)
			return (int)i;
	}
	return -1;
}

const char *capabilities_parse(char *const *words, size_t count, uint64_t *ret)
{
	uint64_t set = SHORT_LIST;

	for (size_t i = 0; i < count; i++) {
		const char *word = words[i];

		if (i == 0 && strcmp(word, "none") == 0) {
			set = 0;
		} else if (i == 0 && strcmp(word, "default") == 0) {
			set = SHORT_LIST;
		} else {
			int cap = word[0] == '+' || word[0] == '-'
					  ? capability_parse(word + 1)
					  : -1;

			if (cap < 0)
				return word;
			set = word[0] == '+' ? set | BIT(cap) : set & ~BIT(cap);
		}
	}
	*ret = set;
	return NULL;
}
