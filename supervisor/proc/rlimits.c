/* supervisor/proc/rlimits.c - maps the limit keys to the resources of setrlimit(2). */
#include "supervisor/proc/rlimits.h"

#include "conf/base/base.h"

#include <sys/resource.h>

/* clang-format off */
const struct limit_key rlimit_keys[] = {
	{ CONF_SERVICE_LIMIT_AS, RLIMIT_AS },
	{ CONF_SERVICE_LIMIT_CORE, RLIMIT_CORE },
	{ CONF_SERVICE_LIMIT_CPU, RLIMIT_CPU },
	{ CONF_SERVICE_LIMIT_DATA, RLIMIT_DATA },
	{ CONF_SERVICE_LIMIT_FSIZE, RLIMIT_FSIZE },
	{ CONF_SERVICE_LIMIT_LOCKS, RLIMIT_LOCKS },
	{ CONF_SERVICE_LIMIT_MEMLOCK, RLIMIT_MEMLOCK },
	{ CONF_SERVICE_LIMIT_MSGQUEUE, RLIMIT_MSGQUEUE },
	{ CONF_SERVICE_LIMIT_NICE, RLIMIT_NICE },
	{ CONF_SERVICE_LIMIT_NOFILE, RLIMIT_NOFILE },
	{ CONF_SERVICE_LIMIT_NPROC, RLIMIT_NPROC },
	{ CONF_SERVICE_LIMIT_RSS, RLIMIT_RSS },
	{ CONF_SERVICE_LIMIT_RTPRIO, RLIMIT_RTPRIO },
	{ CONF_SERVICE_LIMIT_RTTIME, RLIMIT_RTTIME },
	{ CONF_SERVICE_LIMIT_SIGPENDING, RLIMIT_SIGPENDING },
	{ CONF_SERVICE_LIMIT_STACK, RLIMIT_STACK },
};
/* clang-format on */

const size_t rlimit_key_count = ARRAY_LEN(rlimit_keys);

const char *rlimit_name(int resource)
{
	for (size_t i = 0; i < rlimit_key_count; i++) {
		if (rlimit_keys[i].resource == resource)
			return conf_key_info(rlimit_keys[i].key)->name;
	}
	return "a limit";
}
