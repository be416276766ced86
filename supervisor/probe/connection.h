/* supervisor/probe/connection.h - carries out probes that connect: tcp:, http:, unix:.
 *
 * Layer: private to the room; above finish.h and target.h. */
#ifndef SUPERVISOR_PROBE_CONNECTION_H
#define SUPERVISOR_PROBE_CONNECTION_H

#include "supervisor/probe/target.h"

/* Starts to connect to target->host. If it must be resolved, a helper does that first. */
void probe_connect_host(struct probe *probe, const struct probe_target *target);
/* Connects to the socket at `path`, or to "@NAME". The probe ends at once. */
void probe_connect_unix(struct probe *probe, const char *path);

/* Call when the resolver has ended and its result is in the pipe. */
void probe_resolved(struct probe *probe);
/* Call when the descriptor of the probe is ready. */
void probe_connection_ready(struct probe *probe);
/* Call when the time for this address, or for the whole probe, is over. */
void probe_connection_timeout(struct probe *probe);

#endif
