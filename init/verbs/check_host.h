/* init/verbs/check_host.h - reports what a configuration names and this system lacks.
 *
 * For `check --here`, in a container or during the build of its image. Values with ${} are
 * known at a start only and are passed over, as is what lies in directories that are made
 * at run time (/run, /tmp, /proc, /sys, /dev), what dirs of any section make and what
 * [container] mounts. */
#ifndef INIT_VERBS_CHECK_HOST_H
#define INIT_VERBS_CHECK_HOST_H

#include <stddef.h>

struct conf;

/* One warning on stderr for each file, program, user and group that is missing; how many. */
size_t check_host(const struct conf *conf, char *const *environment);

#endif
