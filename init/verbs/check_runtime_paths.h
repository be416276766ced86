/* init/verbs/check_runtime_paths.h - recognizes paths that exist only at run time.
 *
 * Private to the room. */
#ifndef INIT_VERBS_CHECK_RUNTIME_PATHS_H
#define INIT_VERBS_CHECK_RUNTIME_PATHS_H

#include "conf/conf.h"

/* Returns true for paths below /run, /tmp, /proc, /sys, /dev and their variants in /var,
 * which are filled at run time. */
bool path_is_volatile(const char *path);
/* Returns true if the key `dirs` of a service or setup makes the path, or a volume or
 * tmpfs of [container] covers it. Uses `scratch` from its beginning and keeps nothing in
 * it. */
bool path_is_made_by_config(const struct conf *conf, struct conf_scratch *scratch,
			    const char *path);

#endif
