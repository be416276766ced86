/* supervisor/proc/limits.h - which key is which of setrlimit(2)'s resources. */
#ifndef SUPERVISOR_PROC_LIMITS_H
#define SUPERVISOR_PROC_LIMITS_H

#include "conf/lang/keys.h"

#include <stddef.h>

struct limit_key {
	enum conf_key key;
	int resource; /* RLIMIT_* */
};
extern const struct limit_key limit_keys[];
extern const size_t limit_key_count;

/* "limit-nofile" */
const char *limit_name(int resource);

#endif
