/* init/verbs/check_host.h - reports files, programs and users that this system lacks.
 *
 * `ctinit check --here` does this in a container or while its image is built. It skips
 * values with ${}, because they are known only at a start. It also skips paths that exist
 * only at run time (check_runtime_paths.h).
 *
 * Private to init/verbs. */
#ifndef INIT_VERBS_CHECK_HOST_H
#define INIT_VERBS_CHECK_HOST_H

#include <stddef.h>

struct conf;

/* Prints a warning for each file, program, user and group that is missing or cannot be
 * used. Returns the number of warnings, or 1 after the message that memory is lacking.
 * `environment` gives the PATH of services that do not set it. */
size_t check_host(const struct conf *conf, char *const *environment);

#endif
