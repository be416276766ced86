/* init/runtime/volumes.h - parses and mounts the volumes and tmpfs of a container.
 *
 * Private to init/runtime. */
#ifndef INIT_RUNTIME_VOLUMES_H
#define INIT_RUNTIME_VOLUMES_H

#include "init/runtime/container_plan.h"

/* Fills plan->volumes from [container], and sorts them so that a directory comes before
 * the paths below it. Adds a tmpfs on /run and on /tmp if the root is read-only. Dies if a
 * value is wrong, or if two have the same target. */
void volumes_parse(struct container_plan *plan, const struct conf_section *container);

/* Parse one word of `volume` or `tmpfs`. Return NULL, or a message about the fault. The
 * strings of *ret are allocated and never freed. */
const char *volume_parse(const char *word, struct volume *ret);
const char *tmpfs_parse(const char *word, struct volume *ret);

/* Opens the source of each volume on the host (O_PATH). */
void volumes_open(struct container_plan *plan);

/* Makes the detached mount of each volume, but not of a tmpfs. The parent does this if the
 * mounts need the id map of `userns_fd`; otherwise the child does, with -1. */
void volumes_clone(struct container_plan *plan, int userns_fd);

/* Attaches each volume and tmpfs to its target below `root_fd`. Makes missing targets,
 * unless the root is that of the host without an overlay. Dies if a step fails, or if a
 * link in the image would hide a volume. */
void volumes_attach(struct container_plan *plan, int root_fd);

#endif
