/* init/runtime/volumes.h - parses and mounts the volumes and tmpfs of a container.
 *
 * Private to init/runtime. */
#ifndef INIT_RUNTIME_VOLUMES_H
#define INIT_RUNTIME_VOLUMES_H

#include "init/runtime/container_plan.h"

/* Fills plan->volumes from [container], sorted so that a directory precedes the paths below
 * it. Adds a tmpfs on /run and /tmp if the root is read-only. Dies if a value is invalid or
 * two have the same target. */
void volumes_parse(struct container_plan *plan, const struct conf_section *container);

/* Parse one word of `volume` or `tmpfs`. Return NULL or an error message. The strings of
 * *ret are never freed. */
const char *volume_parse(const char *word, struct volume *ret);
const char *tmpfs_parse(const char *word, struct volume *ret);

/* Opens the source of each volume on the host (O_PATH). Dies if one cannot be opened. */
void volumes_open(struct container_plan *plan);

/* Creates the detached mount of each volume, but not of a tmpfs, and closes its source.
 * `userns_fd` and the caller are those of rootfs_clone(). Dies if a step fails. */
void volumes_clone(struct container_plan *plan, int userns_fd);

/* Attaches each volume and tmpfs to its target below `root_fd`. Creates missing targets,
 * unless the root is that of the host without an overlay. Dies if a step fails, or if a
 * link in the image would hide a volume. */
void volumes_attach(struct container_plan *plan, int root_fd);

#endif
