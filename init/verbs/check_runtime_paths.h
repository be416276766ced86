/* init/verbs/check_runtime_paths.h - is a path that check --here misses made at run time?
 *
 * Layer:   init.
 * Memory:  nothing is kept; `scratch` is used from its beginning on. */
#ifndef INIT_VERBS_CHECK_RUNTIME_PATHS_H
#define INIT_VERBS_CHECK_RUNTIME_PATHS_H

#include "conf/conf.h"

/* Is it in a directory that is filled at run time: /run, /tmp and so on? */
bool is_made_later(const char *path);
/* Do the dirs of a section make it, or does [container] mount it? */
bool is_made_elsewhere(const struct conf *conf, struct conf_scratch *scratch,
		       const char *path);

#endif
