/* init/pid1/status_notify.h - reports the state of the services with sd_notify(3).
 *
 * In place, the messages go to NOTIFY_SOCKET. In a container, they go to the front end,
 * which sends them to the NOTIFY_SOCKET of the host. Without a supervisor that wants them,
 * nothing is collected or sent.
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
	int fd;            /* connected to NOTIFY_SOCKET; -1 if there is none */
	bool to_front_end; /* the messages go to the front end, which has a supervisor */
	struct sd_status status;
	uint32_t cursor; /* all services with a lower index have been up */
	ev_timer retry;
};

/* Connects to NOTIFY_SOCKET in place, before init_environment() removes the variable.
 * Warns if that fails. */
void status_notify_open(struct init *init, char *const *environment);

/* Prepares the first message. Called once, when the loop exists. */
void status_notify_begin(struct init *init);

/* Finds out which states are due, and sends them. Called each time before the loop
 * waits. */
void status_notify_update(struct init *init);

#endif
