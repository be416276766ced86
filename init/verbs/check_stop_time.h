/* init/verbs/check_stop_time.h - warns if a stop may take longer than its time limit.
 *
 * Private to init/verbs. */
#ifndef INIT_VERBS_CHECK_STOP_TIME_H
#define INIT_VERBS_CHECK_STOP_TIME_H

#include <stddef.h>

struct conf;

/* Does nothing if a stop takes at most 10 s (the default of docker and podman), or if out
 * of memory. Without [container], warns about docker and podman. With [container], warns if
 * stop-timeout leaves less than a second after the stop. Returns the number of warnings
 * that count for --strict: 1 for stop-timeout, 0 for docker and podman, because `file`
 * cannot set their timeout. */
size_t check_stop_time(const struct conf *conf, const char *file);

#endif
