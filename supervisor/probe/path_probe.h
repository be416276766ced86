/* supervisor/probe/path_probe.h - runs probes of a path: file: and unix:.
 *
 * Layer: private to the room; above connection.h and path_check.h. */
#ifndef SUPERVISOR_PROBE_PATH_PROBE_H
#define SUPERVISOR_PROBE_PATH_PROBE_H

#include "supervisor/probe/probe.h"

/* Probes the path with ctinit's ids: by the kernel's cache or, if that cannot tell, by a
 * helper. Connects to "@NAME", which is no path, at once. */
void probe_path(struct probe *probe, const char *path);
/* Has a helper probe the path with the service's ids. */
void probe_path_as_user(struct probe *probe, const char *path);
/* Call when the helper has ended. Returns true if the path must be probed again with the
 * service's ids. Otherwise ends the probe. */
bool probe_path_checked(struct probe *probe, enum helper_end end, const char *text);

#endif
