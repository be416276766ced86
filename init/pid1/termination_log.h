/* init/pid1/termination_log.h - writes why the container ends to a file that the engine
 * reads.
 *
 * Private to init/pid1.
 * Source: Kubernetes, terminationMessagePath. */
#ifndef INIT_PID1_TERMINATION_LOG_H
#define INIT_PID1_TERMINATION_LOG_H

#include <stddef.h>

struct init;

/* Records in init->termination_log whether the default file exists, so that the end needs no
 * child where it does not. Call it before PID 1 serves, because the file system may hang. */
void termination_log_find(struct init *init);

/* Writes `line`, which ends in a newline, to the file of [init] termination-log, if that is
 * a regular file or a device. If a failed unit is the cause of the end, its last lines
 * follow, 4096 bytes in all. A child writes, because the file system may hang; waits for it
 * at most 1 s. Reports a failure, but not that the default file is missing. If the default
 * file did not exist at startup, writes nothing. */
void termination_log_write(const struct init *init, const char *line, size_t len);

#endif
