/* init/verbs/check_runtime_paths.h - paths that exist only at run time.
 *
 * Layer:   init.
 * Memory:  `scratch` is used from its beginning on; nothing is kept. */
#ifndef INIT_VERBS_CHECK_RUNTIME_PATHS_H
#define INIT_VERBS_CHECK_RUNTIME_PATHS_H

#include "conf/conf.h"

/* Returns true for paths in directories that are filled at run time: /run, /tmp and so
 * on. */
bool path_is_volatile(const char *path);
/* Returns true if dirs of a section make the path, or [container] mounts it. */
bool path_is_made_by_config(const struct conf *conf, struct conf_scratch *scratch,
			    const char *path);

#endif
