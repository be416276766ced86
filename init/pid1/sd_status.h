/* init/pid1/sd_status.h - decides which states are reported with sd_notify(3).
 *
 * Pure. status_notify.c collects the facts and sends the messages.
 *
 * Private to init/pid1. */
#ifndef INIT_PID1_SD_STATUS_H
#define INIT_PID1_SD_STATUS_H

#include <stdbool.h>

struct sd_status {
	bool up, reloading, stopping; /* states that were reported or are due */
	unsigned reloads;             /* how many reloads were reported as begun */
	unsigned due;                 /* bit N is set if enum sd_state N must be sent */
};

struct sd_facts {
	bool up;          /* each service has been up at least once */
	bool reload_over; /* no file is being read and no reload is being applied */
	bool ending;      /* the container is stopping */
	unsigned reloads; /* the `requests` of struct reload_reader */
};

/* Initializes *status, with SD_STARTING due. */
void sd_status_init(struct sd_status *status);

/* Compares the facts with *status and adds the states that are now due. */
void sd_status_update(struct sd_status *status, const struct sd_facts *facts);

#endif
