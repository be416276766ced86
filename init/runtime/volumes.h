/* init/runtime/volumes.h - volumes and tmpfs: as written, opened, and put into the root. */
#ifndef INIT_RUNTIME_VOLUMES_H
#define INIT_RUNTIME_VOLUMES_H

#include "init/runtime/container_plan.h"

/* Fill plan->places from [container]; dies on what cannot be. Sorted: parents first. */
void places_parse(struct plan *plan, const struct conf_section *container);

/* One word. NULL, or what is wrong with it. Memory: ret's strings are malloc'ed. */
const char *volume_parse(const char *word, struct place *ret);
const char *tmpfs_parse(const char *word, struct place *ret);

/* Open each source on the host, O_PATH. */
void places_open(struct plan *plan);

/* The detached mount of each: in the parent (with a map) or in the child. */
void places_make_trees(struct plan *plan, int userns_fd);

/* Move each onto its target below `root_fd`; the targets are made where missing. */
void places_attach(struct plan *plan, int root_fd);

#endif
