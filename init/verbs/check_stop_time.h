/* init/verbs/check_stop_time.h - compares the stop with its time limit. */
#ifndef INIT_VERBS_CHECK_STOP_TIME_H
#define INIT_VERBS_CHECK_STOP_TIME_H

#include <stddef.h>

struct conf;

/* Warns on stderr about a stop that takes longer than docker and podman wait by default, or
 * than [container] stop-timeout says. How many warnings are about the file: the time of
 * docker and podman is set there, and no change of the file would be right. */
size_t check_stop_time(const struct conf *conf, const char *file);

#endif
