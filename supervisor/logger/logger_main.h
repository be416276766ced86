/* supervisor/logger/logger_main.h - runs the logger, which reads and writes all output.
 *
 * Layer:   supervisor/logger. A child of PID 1, which sends it everything that it needs
 *          through one socket (shared/protocol.h).
 * Promise: it may be killed at any time, and no line of a service's pipe or followed file
 *          is lost (shared/log_memory.h). If the container's output is not read, only the
 *          services that write to it are blocked. An idle logger sleeps. */
#ifndef SUPERVISOR_LOGGER_LOGGER_MAIN_H
#define SUPERVISOR_LOGGER_LOGGER_MAIN_H

/* Runs the logger until PID 1 exits or orders the end, or the logger cannot work. `socket`
 * is the connection to PID 1; descriptors 1 and 2 are the container's streams. Call it
 * once, in a process of its own: it blocks all signals and drops the rights of the process,
 * and frees nothing. Returns the exit code: 0; LOGGER_LATE; EINVAL for an invalid first
 * packet; or the errno of a call that the logger cannot do without. */
int logger_main(int socket);

/* The exit code after a drain that gave up, because the container's output was not read for
 * a second or not in time. Another logger could not write it, either. No call of the logger
 * fails with this number as its errno (EMEDIUMTYPE). */
#define LOGGER_LATE 124

#endif
