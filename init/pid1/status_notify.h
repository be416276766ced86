/* init/pid1/status_notify.h - reports the state of the services with sd_notify(3).
 *
 * In place the messages go to NOTIFY_SOCKET (sd_notify(3)). In a container they go to
 * the front end, which sends them to the NOTIFY_SOCKET of the host. Where no supervisor
 * wants to know, a turn of the loop costs two comparisons. */
#ifndef INIT_PID1_STATUS_NOTIFY_H
#define INIT_PID1_STATUS_NOTIFY_H

#include "init/pid1/sd_status.h"

#include <ev.h>
#include <stdbool.h>
#include <stdint.h>

struct init; /* init/pid1/init.h */

struct status_notify {
	int fd;            /* connected to NOTIFY_SOCKET; -1: none */
	bool to_front_end; /* the front end reports to a supervisor */
	struct sd_status status;
	uint32_t cursor; /* all services before it have been up */
	ev_timer retry;
};

/* In place: connects to NOTIFY_SOCKET. Called before it is taken out of the environment. */
void status_notify_open(struct init *init, char *const *environment);

/* Called once, when the loop exists. */
void status_notify_begin(struct init *init);

/* Called after each turn of the loop: sends the states that are due. */
void status_notify_update(struct init *init);

#endif
