/* init/verbs/check_stop_time.h - compares the longest possible stop with its time limit.
 *
 * Private to the room. */
#ifndef INIT_VERBS_CHECK_STOP_TIME_H
#define INIT_VERBS_CHECK_STOP_TIME_H

#include <stddef.h>

struct conf;

/* Warns if a stop may take longer than docker and podman wait by default, or longer than
 * [container] stop-timeout. Returns the number of warnings that count for --strict: 1 for
 * stop-timeout, and 0 for docker and podman, because `file` does not set their time. */
size_t check_stop_time(const struct conf *conf, const char *file);

#endif
