/* init/verbs/check_stop_time.h - compares the stop with its time limit. */
#ifndef INIT_VERBS_CHECK_STOP_TIME_H
#define INIT_VERBS_CHECK_STOP_TIME_H

#include <stddef.h>

struct conf;

/* Warns if a stop may take longer than docker and podman wait by default, or than
 * [container] stop-timeout. Returns how many of the warnings a change of the file would
 * avoid: the time of docker and podman is not set in it. */
size_t check_stop_time(const struct conf *conf, const char *file);

#endif
