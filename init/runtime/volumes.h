/* init/runtime/volumes.h - volumes and tmpfs of a container. */
#ifndef INIT_RUNTIME_VOLUMES_H
#define INIT_RUNTIME_VOLUMES_H

#include "init/runtime/container_plan.h"

/* Fill plan->volumes from [container]; dies on what cannot be. Sorted: parents first. */
void volumes_parse(struct container_plan *plan, const struct conf_section *container);

/* One word. NULL, or what is wrong with it. Memory: ret's strings are malloc'ed. */
const char *volume_parse(const char *word, struct volume *ret);
const char *tmpfs_parse(const char *word, struct volume *ret);

/* Open each source on the host, O_PATH. */
void volumes_open(struct container_plan *plan);

/* The detached mount of each: in the parent (with a map) or in the child. */
void volumes_clone(struct container_plan *plan, int userns_fd);

/* Move each onto its target below `root_fd`; the targets are made where missing. */
void volumes_attach(struct container_plan *plan, int root_fd);

#endif
