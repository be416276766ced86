/* init/verbs/check_runtime_paths.h - recognizes paths that exist only at run time.
 *
 * Private to init/verbs. */
#ifndef INIT_VERBS_CHECK_RUNTIME_PATHS_H
#define INIT_VERBS_CHECK_RUNTIME_PATHS_H

#include "conf/conf.h"

/* Returns true for /run, /tmp, /var/run, /var/tmp, /proc, /sys, /dev and everything below
 * them. They are filled at run time. */
bool path_is_volatile(const char *path);
/* Returns true if `dirs` of a service or setup, or a volume or tmpfs of [container],
 * creates the path or a directory above it. Overwrites `scratch`. */
bool path_is_made_by_config(const struct conf *conf, struct conf_scratch *scratch,
			    const char *path);

#endif
