/* init/runtime/volumes.h - volumes and tmpfs of a container. */
#ifndef INIT_RUNTIME_VOLUMES_H
#define INIT_RUNTIME_VOLUMES_H

#include "init/runtime/container_plan.h"

/* Fills plan->volumes from [container], sorted so that a directory comes before the
 * paths below it. Dies if a value is wrong. */
void volumes_parse(struct container_plan *plan, const struct conf_section *container);

/* Parse one word. They return NULL, or a message about the fault. The strings of
 * *ret are allocated. */
const char *volume_parse(const char *word, struct volume *ret);
const char *tmpfs_parse(const char *word, struct volume *ret);

/* Opens the source of each volume on the host (O_PATH). */
void volumes_open(struct container_plan *plan);

/* Makes the detached mount of each volume: in the parent (with a map) or in the child. */
void volumes_clone(struct container_plan *plan, int userns_fd);

/* Attaches each volume to its target below `root_fd`. Targets that do not exist are
 * made. */
void volumes_attach(struct container_plan *plan, int root_fd);

#endif
