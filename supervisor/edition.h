/* supervisor/edition.h - services made from a loaded configuration, with what belongs to
 * them.
 *
 * Private to the room. At sup_new() all are made together, at a reload each that is new or
 * changed is an edition of its own: it goes when the service goes, whoever else stays. A
 * service that goes on is kept where it is, its watchers and its process with it. The order
 * of the core is that of sup->services, which point into the editions. */
#ifndef SUPERVISOR_EDITION_H
#define SUPERVISOR_EDITION_H

#include "supervisor/core/core.h"

#include <stdint.h>

struct conf;
struct conf_section;
struct service;
struct sup;

struct edition {
	struct edition *next;
	struct sup *sup;
	struct service *services; /* setups first */
	uint32_t count, in_use;
	/* Of those with the keys, in the order of services. */
	struct probe *probes;
	struct ask *asks;
	struct wait *waits;
	struct forking *forkings;
	struct watch *watches;
	uint32_t watch_free, watch_used;
	struct condition *conditions;
	struct hooks *hooks;
	struct files *files;
	struct log *logs;
	uint32_t hooks_count, files_count, wait_count, forking_count, condition_count;
};

/* Room for as many as there are; none takes none. False: no memory. */
#define EDITION_ROOM(at, count) \
	((count) == 0 || ((at) = calloc((count), sizeof *(at))) != NULL)

/* Setups first, then services. */
uint32_t edition_size(const struct conf *conf);
const struct conf_section *edition_section(const struct conf *conf, uint32_t i);

/* All edges of the core, one after the other; how many. */
size_t edition_edges(const struct conf *conf,
		     void (*add)(void *context, struct core_edge edge), void *context);

/* Of `conf` those `count` services from `first` on, down. 0 or -ENOMEM. */
int edition_new(struct sup *sup, const struct conf *conf, uint32_t first, uint32_t count,
		struct edition **ret);
/* The policies of `conf` lie in *ret_policies, ret_of[i] is which. 0, -ENOMEM, -EINVAL. */
int edition_policies(struct sup *sup, const struct conf *conf, struct policy **ret_policies,
		     struct policy **ret_of);
/* The core of `conf`: of nothing, or (`map`, `anew`: see core_migrate()) of sup->core.
 * NULL: no memory. */
struct core *edition_core(struct sup *sup, const struct conf *conf,
			  struct policy *const *of, const int32_t *map, const bool *anew);
/* What of [init] the core is told. */
void edition_set(const struct conf *conf, struct core_config *ret);
/* `svc` is the service of index i from now on. */
void edition_take(struct sup *sup, uint32_t i, struct service *svc, struct policy *policy);
/* Once all are taken: who stops only after something else. */
void edition_mark_awaited(struct sup *sup);
/* Nothing of this service is watched any more; nobody is killed. */
void edition_leave(struct service *svc);
/* Frees those of the list of which none is in use, and who is of them. */
void edition_sweep(struct edition **list);

#endif
