/* init/runtime/exposure.h - warns if a container exposes files or the network of the host.
 *
 * These are only warnings. An ordinary user gets none, because the container has no more
 * rights than the user. */
#ifndef INIT_RUNTIME_EXPOSURE_H
#define INIT_RUNTIME_EXPOSURE_H

struct conf;
struct container_plan;

/* Returns a sentence if the container shares the network of the host only because
 * `network` is not set. Returns NULL otherwise, and if we are not root. */
const char *exposure_network(const struct conf *conf);

/* With an id map, root inside writes files of the host's root, even setuid files. Warns
 * of the first directory that root inside can write and that other users of the host can
 * enter. The directories of the plan must be open. */
void exposure_check_files(const struct container_plan *plan);

#endif
