/* supervisor/probe/path_probe.h - carries out probes of a path: file: and unix:.
 *
 * Layer: private to the room; above connection.h and path_check.h. */
#ifndef SUPERVISOR_PROBE_PATH_PROBE_H
#define SUPERVISOR_PROBE_PATH_PROBE_H

#include "supervisor/probe/probe.h"

/* Probes the path with the ids of ctinit: in the kernel's cache or, if that cannot tell, by
 * a helper. Connects to "@NAME", which is not a path, at once. */
void probe_path(struct probe *probe, const char *path);
/* Probes the path by a helper with the ids of the service. */
void probe_path_as_user(struct probe *probe, const char *path);
/* Call when the helper has ended. Returns true if the path must be probed again with the
 * ids of the service; otherwise ends the probe. */
bool probe_path_checked(struct probe *probe, enum helper_end end, const char *text);

#endif
