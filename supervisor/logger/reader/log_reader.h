/* supervisor/logger/reader/log_reader.h - sends the lines of the rings to clients of the
 * control socket.
 *
 * A client that sent `logs` reads them here: PID 1 passes its connection to the logger
 * (PACKET_LOG_READER), which sends the lines of the rings, ordered by time over all units,
 * and then, with `-f`, the lines that follow.
 *
 * Layer:   supervisor/logger/reader.
 * Promise: no client delays the output of a service. What was overwritten in a ring before
 *          a client took it is missing in what it gets, and a message says so. A client that
 *          takes nothing for 10 s is dropped.
 * Memory:  pages of its own for each client, given back at its end.
 * Source:  ctinit-control(7). */
#ifndef SUPERVISOR_LOGGER_READER_LOG_READER_H
#define SUPERVISOR_LOGGER_READER_LOG_READER_H

#include "supervisor/logger/base/logger.h"

/* Takes a client from a PACKET_LOG_READER that passed packet_is_valid(), and its connection
 * `fd`, a non-blocking stream socket. If there are LOG_READERS_MAX clients or there is no
 * memory, sends an error and closes the connection. */
void log_readers_add(struct logger *lg, const union packet *packet, size_t len, int fd);

/* Handles an epoll event of client `id`. */
void log_readers_event(struct logger *lg, uint32_t id, uint32_t events);

/* Sends a part of what is due to each client, and drops those that take nothing. Call it in
 * each round. Sets lg->readers_pending if it must be called again without an event. */
void log_readers_step(struct logger *lg);

/* Sends what the clients' sockets take, and ends all connections: no line can follow. */
void log_readers_end(struct logger *lg);

#endif
