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

/* Starts the next setup if the running one is done. After the last setup, starts the
 * services, or waits for setups_output_flushed(). Does nothing during a shutdown. Returns
 * true if the core got new facts. */
bool setups_step(struct context *ctx);
/* Call when the logger has written the output of the setups, or 1 s after output_flush().
 * Starts the services if they wait for that and no shutdown runs. */
void setups_output_flushed(struct context *ctx);
/* Handles a signal for a command in place of the services. Returns false after the setups.
 * Returns true while they run: then the signal is not forwarded. SIGTERM, SIGINT, SIGQUIT
 * and SIGHUP then start the shutdown, with exit code 128+N, or escalate it. */
bool setups_handle_signal(struct context *ctx, int signal);

#endif
