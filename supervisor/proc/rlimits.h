/* supervisor/proc/rlimits.h - maps the limit keys to the resources of setrlimit(2).
 *
 * Layer:   supervisor/proc. The rooms above it may include it. */
#ifndef SUPERVISOR_PROC_RLIMITS_H
#define SUPERVISOR_PROC_RLIMITS_H

#include "conf/lang/keys.h"

#include <stddef.h>

struct limit_key {
	enum conf_key key;
	int resource; /* RLIMIT_* */
};
extern const struct limit_key rlimit_keys[];
extern const size_t rlimit_key_count;

/* Returns the key of a resource, such as "limit-nofile", or "a limit" if it has none. */
const char *rlimit_name(int resource);

#endif
