/* init/verbs/check_stop_time.h - warns if a stop may take longer than its time limit.
 *
 * Private to init/verbs. */
#ifndef INIT_VERBS_CHECK_STOP_TIME_H
#define INIT_VERBS_CHECK_STOP_TIME_H

#include <stddef.h>

struct conf;

/* Warns if a stop may take too long. Without [container] this is more than 10 s, for which
 * docker and podman wait by default. With [container] it is more than its stop-timeout,
 * unless that is auto, less one second for the end of ctinit. Returns the number of
 * warnings that count for --strict: 1 for stop-timeout, and 0 for docker and podman,
 * because `file` does not set their time. Returns 0 without a warning if out of memory. */
size_t check_stop_time(const struct conf *conf, const char *file);

#endif
