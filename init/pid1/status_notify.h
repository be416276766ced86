/* init/pid1/status_notify.h - tell the supervisor around us when the services are up.
 *
 * In place it is the socket of NOTIFY_SOCKET (sd_notify(3)), in a container of our own the
 * front end, which sends to the host's socket. Without one nothing here costs anything. */
#ifndef INIT_PID1_STATUS_NOTIFY_H
#define INIT_PID1_STATUS_NOTIFY_H

#include <ev.h>
#include <stdbool.h>
#include <stdint.h>

struct init;

struct upward {
	int fd;         /* the socket; -1: none */
	bool front_end; /* the front end wants to know */
	bool up, reloading, stopping;
	uint32_t cursor;  /* all services before it have come up */
	unsigned reloads; /* that were reported as begun */
	unsigned due;     /* messages that are not sent yet */
	ev_timer retry;
};

/* In place, before the environment is cleared of it. */
void upward_open(struct init *init, char *const *environment);
/* The loop is there. */
void upward_begin(struct init *init);
/* After each turn of the loop: what there is to report. */
void upward_look(struct init *init);

#endif
