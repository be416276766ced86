/* init/pid1/sd_status.c - decides which states are reported with sd_notify(3). */
#include "init/pid1/sd_status.h"

#include "init/sys/sd_notify.h"

void sd_status_init(struct sd_status *status)
{
	*status = (struct sd_status){ .due = 1u << SD_STARTING };
}

void sd_status_update(struct sd_status *status, const struct sd_facts *facts)
{
	if (!status->up && facts->up) {
		status->up = true;
		status->due |= 1u << SD_READY;
	}
	if (status->reloads != facts->reloads) {
		status->reloads = facts->reloads;
		status->reloading = true;
		status->due |= 1u << SD_RELOADING;
	}
	/* If services are still starting, a reload is ready only when all of them are
	 * up. */
	if (status->reloading && facts->reload_over) {
		status->reloading = false;
		status->due |= status->up ? 1u << SD_READY : 0;
	}
	if (!status->stopping && facts->ending) {
		status->stopping = true;
		status->due |= 1u << SD_STOPPING;
	}
}
