/* supervisor/proc/rlimits.h - which key is which of setrlimit(2)'s resources. */
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

/* "limit-nofile" */
const char *rlimit_name(int resource);

#endif
