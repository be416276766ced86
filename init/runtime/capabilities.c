/* init/runtime/capabilities.c - parses the set of capabilities that a container keeps. */
#include "init/runtime/capabilities.h"

#include "conf/base/capability.h"

#include <linux/capability.h>
#include <string.h>

#define BIT(cap) ((uint64_t)1 << (cap))

/* The default: enough for a server that starts as root and changes its user. SETPCAP is for
 * the init, which gives services fewer capabilities. */
#define SHORT_LIST                                                                       \
	(BIT(CAP_CHOWN) | BIT(CAP_DAC_OVERRIDE) | BIT(CAP_FOWNER) | BIT(CAP_FSETID) |    \
	 BIT(CAP_KILL) | BIT(CAP_NET_BIND_SERVICE) | BIT(CAP_SETGID) | BIT(CAP_SETUID) | \
	 BIT(CAP_SETPCAP) | BIT(CAP_SYS_CHROOT))

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
