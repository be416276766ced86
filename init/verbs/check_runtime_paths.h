/* init/verbs/check_runtime_paths.h - paths that exist only at run time.
 *
 * Layer:   init.
 * Memory:  nothing is kept; `scratch` is used from its beginning on. */
#ifndef INIT_VERBS_CHECK_RUNTIME_PATHS_H
#define INIT_VERBS_CHECK_RUNTIME_PATHS_H

#include "conf/conf.h"

/* Is it in a directory that is filled at run time: /run, /tmp and so on? */
bool path_is_volatile(const char *path);
/* Do the dirs of a section make it, or does [container] mount it? */
bool path_is_made_by_config(const struct conf *conf, struct conf_scratch *scratch,
			    const char *path);

#endif
