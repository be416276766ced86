/* init/runtime/exposure.h - warns if a container exposes host files or the host network.
 *
 * An ordinary user gets no warning: the container has no more rights than that user.
 *
 * Private to init/runtime. */
#ifndef INIT_RUNTIME_EXPOSURE_H
#define INIT_RUNTIME_EXPOSURE_H

struct conf;
struct container_plan;

/* Returns a sentence if [container] shares the host's network only because `network` is not
 * set. Returns NULL otherwise, and if we are not root on the host. */
const char *exposure_network(const struct conf *conf);

/* With an id map, root inside can create files that belong to the host's root, even setuid
 * programs. Warns about the first directory that root inside can write and other host users
 * can enter. Call it after rootfs_open() and volumes_open(). */
void exposure_check_files(const struct container_plan *plan);

#endif
