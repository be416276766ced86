/* supervisor/service/setups.h - runs the setups one by one, and then starts the services.
 *
 * Layer: service; output/ calls it through output_events, sup.c directly. */
#ifndef SUPERVISOR_SERVICE_SETUPS_H
#define SUPERVISOR_SERVICE_SETUPS_H

#include "supervisor/base/unit.h"

enum boot_stage {
	BOOT_INIT,
	BOOT_NEXT_SETUP,
	BOOT_SETUP_RUNNING,
	BOOT_FLUSHING, /* the logger writes the output of the setups */
	BOOT_SERVICES
};

struct setups {
	uint32_t next; /* index of the setup that runs or comes next */
	uint8_t stage; /* enum boot_stage */
};

void setups_start(struct context *ctx);
/* Starts the next setup, or the services, if the running setup is done. Returns true if the
 * core was given facts. */
bool setups_step(struct context *ctx);
/* Call when the output of the setups is written or no logger reads it. Starts the services
 * if they wait for that. */
void setups_output_flushed(struct context *ctx);
/* Call when no process of the unit is left. Takes the variables that a setup wrote to
 * CTINIT_ENV. If they are not valid, the setup has failed. Does nothing for a service. */
void setups_unit_stopped(struct unit *u);
/* Handles a signal for the command of `-- CMD`. Returns true if the setups are not over:
 * then the signal is not passed on, and one that ends a command shuts down. */
bool setups_handle_signal(struct context *ctx, int signal);

#endif
