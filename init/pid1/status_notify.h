/* init/pid1/status_notify.h - reports the state of the services with sd_notify(3).
 *
 * In place, messages go to NOTIFY_SOCKET. In a container they go to the front end, which
 * sends them to the host's NOTIFY_SOCKET. If there is no supervisor, nothing is sent.
 *
 * Private to init/pid1. */
#ifndef INIT_PID1_STATUS_NOTIFY_H
#define INIT_PID1_STATUS_NOTIFY_H

#include "init/pid1/sd_status.h"

#include <ev.h>
#include <stdbool.h>
#include <stdint.h>

struct init; /* init/pid1/init.h */

struct status_notify {
	int fd;            /* connected to NOTIFY_SOCKET; negative if there is none */
	bool to_front_end; /* messages go to the front end, which has a supervisor */
	struct sd_status status;
	uint32_t cursor; /* all services with a lower index have been up */
	ev_timer retry;
	uint64_t watchdog_usec; /* WATCHDOG_USEC in place; 0: none */
	ev_timer watchdog;      /* sends WATCHDOG=1, twice in that time */
};

/* Connects to NOTIFY_SOCKET in place, before init_environment() removes the variable. Warns
 * on failure. */
void status_notify_open(struct init *init, char *const *environment);

/* Initializes the retry timer and makes the first message due. Call it once, after the loop
 * exists. */
void status_notify_begin(struct init *init);

/* Sends the states that are due. Call it each time before the loop waits. */
void status_notify_update(struct init *init);

#endif
