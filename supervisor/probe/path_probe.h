/* supervisor/probe/path_probe.h - probes of a path: file: and unix:.
 *
 * Layer: private to the room; above connection.h and path_check.h. */
#ifndef SUPERVISOR_PROBE_PATH_PROBE_H
#define SUPERVISOR_PROBE_PATH_PROBE_H

#include "supervisor/probe/probe.h"

void probe_path(struct probe *probe, const char *path);
/* The same by a helper with the ids of the service. */
void probe_path_as_user(struct probe *probe, const char *path);
/* The helper ended. Returns true if the path must be checked again with the service's ids. */
bool probe_path_checked(struct probe *probe, enum helper_end end, const char *text);

#endif
