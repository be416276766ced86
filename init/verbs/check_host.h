/* init/verbs/check_host.h - reports files, programs and users that this system lacks.
 *
 * Used by `ctinit check --here` in a container or while its image is built. Skips values
 * with ${}, which are known only at start, and paths that exist only at run time
 * (check_runtime_paths.h).
 *
 * Private to init/verbs. */
#ifndef INIT_VERBS_CHECK_HOST_H
#define INIT_VERBS_CHECK_HOST_H

#include <stddef.h>

struct conf;

/* Prints a warning for each file, program, user or group that is missing or unusable.
 * Returns the number of warnings, or 1 if out of memory. `environment` gives the PATH of
 * services that do not set it. */
size_t check_host(const struct conf *conf, char *const *environment);

#endif
