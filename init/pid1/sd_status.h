/* init/pid1/sd_status.h - decides which states are reported with sd_notify(3).
 *
 * Pure: facts come in, messages that are due come out. status_notify.c gathers the facts
 * and sends the messages. */
#ifndef INIT_PID1_SD_STATUS_H
#define INIT_PID1_SD_STATUS_H

#include <stdbool.h>

struct sd_status {
	bool up, reloading, stopping; /* reported already, or due */
	unsigned reloads;             /* how many reloads were reported as begun */
	unsigned due;                 /* bit N: enum sd_state N is not sent yet */
};

struct sd_facts {
	bool up;          /* all services have been up */
	bool reload_over; /* no reload is read or applied */
	bool ending;      /* the container stops */
	unsigned reloads; /* how often a reload was asked for */
};

/* Begins with SD_STARTING as due. */
void sd_status_init(struct sd_status *status);

/* Adds to status->due what the facts have changed since the last call. */
void sd_status_update(struct sd_status *status, const struct sd_facts *facts);

#endif
