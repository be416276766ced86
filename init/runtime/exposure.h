/* init/runtime/exposure.h - warns if a container exposes host files or the host network.
 *
 * An ordinary user gets no warning, because the container has no more rights than the
 * user.
 *
 * Private to init/runtime. */
#ifndef INIT_RUNTIME_EXPOSURE_H
#define INIT_RUNTIME_EXPOSURE_H

struct conf;
struct container_plan;

/* Returns a sentence if [container] exists but shares the network of the host because
 * `network` is not set. Returns NULL otherwise, and if we are not root of the host. */
const char *exposure_network(const struct conf *conf);

/* If root mounts with an id map, root inside can create files of the host's root, even
 * setuid programs. Then warns of the first directory that root inside can write and other
 * users of the host can enter. Call this after rootfs_open() and volumes_open(). */
void exposure_check_files(const struct container_plan *plan);

#endif
