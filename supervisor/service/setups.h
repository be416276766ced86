/* supervisor/service/setups.h - runs the setups one by one, then starts the services.
 *
 * Layer: service; dispatch.c calls it, and output/ through output_events. */
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
	uint32_t next; /* index of the running setup, or of the next one */
	uint8_t stage; /* enum boot_stage */
};

/* Starts the next setup, or the services, if the running setup is done. Returns true if the
 * core got new facts. */
bool setups_step(struct context *ctx);
/* Call when the output of the setups is written, or no logger reads it. Starts the services
 * if they wait for that. */
void setups_output_flushed(struct context *ctx);
/* Handles a signal for a command in place of the services. Returns false after the setups.
 * Returns true while they run: then the signal is not forwarded, and one that ends a
 * command starts the shutdown. */
bool setups_handle_signal(struct context *ctx, int signal);

#endif
