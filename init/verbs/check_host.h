/* init/verbs/check_host.h - reports files, programs and users that this system lacks.
 *
 * This is `check --here`, in a container or during the build of its image. It skips
 * values with ${}, which are known only at a start, and paths that exist only at run
 * time: those in /run, /tmp, /proc, /sys and /dev, those of dirs in any section, and the
 * mounts of [container]. */
#ifndef INIT_VERBS_CHECK_HOST_H
#define INIT_VERBS_CHECK_HOST_H

#include <stddef.h>

struct conf;

/* Prints a warning for each file, program, user and group that is missing. Returns how
 * many. */
size_t check_host(const struct conf *conf, char *const *environment);

#endif
