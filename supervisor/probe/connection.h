/* supervisor/probe/connection.h - runs probes that connect: tcp:, http: and unix:.
 *
 * Layer: private to the room; above finish.h and target.h. */
#ifndef SUPERVISOR_PROBE_CONNECTION_H
#define SUPERVISOR_PROBE_CONNECTION_H

#include "supervisor/probe/target.h"

/* Connects to target->host. A helper resolves the name first, if necessary. */
void probe_connect_host(struct probe *probe, const struct probe_target *target);
/* Connects to the socket at `path`, or to "@NAME". Ends the probe before it returns. */
void probe_connect_unix(struct probe *probe, const char *path);

/* Call when the resolver has ended and its result is in the pipe. */
void probe_resolved(struct probe *probe);
/* Call when the descriptor of the probe is ready. */
void probe_connection_ready(struct probe *probe);
/* Call when the time limit of this address, or of the probe, is over. */
void probe_connection_timeout(struct probe *probe);

#endif
