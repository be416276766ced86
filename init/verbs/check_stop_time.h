/* init/verbs/check_stop_time.h - compares the longest possible stop with its time limit.
 *
 * Private to init/verbs. */
#ifndef INIT_VERBS_CHECK_STOP_TIME_H
#define INIT_VERBS_CHECK_STOP_TIME_H

#include <stddef.h>

struct conf;

/* Does nothing if a stop takes at most 10 s, for which docker and podman wait by default,
 * or if memory is lacking. Otherwise warns: without [container], of docker and podman;
 * with [container], only if stop-timeout leaves less than a second after the stop. Returns
 * the number of warnings that count for --strict: 1 for stop-timeout, and 0 for docker and
 * podman, because `file` does not set their time. */
size_t check_stop_time(const struct conf *conf, const char *file);

#endif
