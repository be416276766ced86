/* supervisor/edition.c - services made from a loaded configuration. */
#include "supervisor/edition.h"

#include "supervisor/files.h"
#include "supervisor/forking.h"
#include "supervisor/hooks.h"
#include "supervisor/logs.h"
#include "supervisor/service.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

uint32_t edition_size(const struct conf *conf)
{
	return (uint32_t)(conf_setup_count(conf) + conf_service_count(conf));
}

const struct conf_section *edition_section(const struct conf *conf, uint32_t i)
{
	size_t setups = conf_setup_count(conf);

	return i < setups ? conf_setup(conf, i) : conf_service(conf, i - setups);
}

static void free_one(struct edition *e)
{
	free(e->services);
	free(e->probes);
	free(e->asks);
	free(e->waits);
	free(e->conditions);
	free(e->hooks);
	free(e->files);
	free(e->logs);
	free(e->forkings);
	free(e->watches);
	free(e);
}

int edition_new(struct sup *sup, const struct conf *conf, uint32_t first, uint32_t count,
		struct edition **ret)
{
	struct edition *e = calloc(1, sizeof *e);
	int r = -ENOMEM;

	if (e == NULL)
		return r;
	e->sup = sup;
	e->count = count;
	e->services = calloc(count + 1, sizeof *e->services);
	for (uint32_t i = 0; e->services != NULL && i < count; i++) {
		struct service *svc = &e->services[i];

		svc->sup = sup;
		svc->edition = e;
		svc->section = edition_section(conf, first + i);
		svc->own_policy = settings_dynamic(svc->section);
		service_init(svc);
	}
	if (e->services != NULL && (r = probe_new_all(e)) == 0 &&
	    (r = wait_new_all(e)) == 0 && (r = when_new_all(e)) == 0 &&
	    (r = files_new_all(e, conf)) == 0 && (r = hooks_new_all(e, conf)) == 0 &&
	    (r = log_new_all(e)) == 0 && (r = watch_new_all(e)) == 0)
		r = forking_new_all(e);
	if (r < 0) {
		free_one(e);
		return r;
	}
	*ret = e;
	return 0;
}

void edition_take(struct sup *sup, uint32_t i, struct service *svc, struct policy *policy)
{
	svc->edition->in_use++;
	sup->services[i] = svc;
	svc->index = i;
	svc->policy = policy;
}

void edition_leave(struct service *svc)
{
	probe_forget(svc);
	wait_forget(svc);
	when_forget(svc);
	hooks_forget(svc);
	files_forget(svc);
	log_forget(svc);
	forking_forget(svc);
	watch_no_timer(svc);
	watch_no_report(svc);
	if (svc->group_fd >= 0)
		close(svc->group_fd);
	svc->group_fd = -1;
	svc->edition->in_use--;
}

void edition_sweep(struct edition **list)
{
	struct edition **at = list;

	while (*at != NULL) {
		struct edition *e = *at;

		if (e->in_use > 0) {
			at = &e->next;
			continue;
		}
		*at = e->next;
		free_one(e);
	}
}

/* ---- the core ---- */

/* A service that differs from the one before gets a policy of its own. */
static int fill_policies(struct sup *sup, const struct conf *conf, uint32_t count,
			 struct policy *policies, struct policy **of)
{
	struct policy policy, *last = NULL;
	char why[256];
	uint32_t used = 0;

	for (uint32_t i = 0; i < count; i++) {
		const struct conf_section *section = edition_section(conf, i);
		bool own = settings_dynamic(section);

		sup->scratch.used = 0;
		if (settings_fill(section, NULL, &sup->scratch, &policy, &TEXT(why)) < 0)
			return -EINVAL;
		if (last == NULL || own || memcmp(last, &policy, sizeof policy) != 0) {
			last = &policies[used++];
			*last = policy;
		}
		of[i] = last;
		if (own)
			last = NULL; /* it changes with each start: not to be shared */
	}
	return 0;
}

/* Setups have no keys of order: each comes after the one before it in the file. */
size_t edition_edges(const struct conf *conf,
		     void (*add)(void *context, struct core_edge edge), void *context)
{
	static const struct {
		enum conf_key key;
		enum core_edge_kind kind;
		bool backwards;
	} kinds[] = { { CONF_SERVICE_NEEDS, EDGE_NEED, false },
		      { CONF_SERVICE_WANTS, EDGE_WANT, false },
		      { CONF_SERVICE_AFTER, EDGE_ORDER, false },
		      { CONF_SERVICE_BEFORE, EDGE_ORDER, true } };
	uint32_t setups = (uint32_t)conf_setup_count(conf);
	uint32_t services = (uint32_t)conf_service_count(conf);
	size_t used = 0;

	for (uint32_t i = 1; i < setups; i++, used++)
		add(context, (struct core_edge){ i - 1, i, EDGE_ORDER });
	for (uint32_t i = 0; i < services; i++) {
		for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
			size_t count;
			const uint32_t *to = conf_edges(conf, i, kinds[k].key, &count);

			for (size_t n = 0; n < count; n++, used++) {
				uint32_t here = setups + i, there = setups + to[n];
				bool back = kinds[k].backwards;

				add(context, (struct core_edge){ back ? here : there,
								 back ? there : here,
								 kinds[k].kind });
			}
		}
	}
	return used;
}

static void count_edge(void *context, struct core_edge edge)
{
	(void)context;
	(void)edge;
}

static void put_edge(void *context, struct core_edge edge)
{
	struct core_edge **at = context;

	*(*at)++ = edge;
}

static void mark_edge(void *context, struct core_edge edge)
{
	struct sup *sup = context;

	sup->services[edge.to]->awaited = true;
}

void edition_mark_awaited(struct sup *sup)
{
	for (uint32_t i = 0; i < sup->count; i++)
		sup->services[i]->awaited = false;
	edition_edges(sup->conf, mark_edge, sup);
}

void edition_set(const struct conf *conf, struct core_set *ret)
{
	const struct conf_section *init = conf_init(conf);

	*ret = (struct core_set){
		.count = edition_size(conf),
		.shutdown_timeout = conf_number(init, CONF_INIT_SHUTDOWN_TIMEOUT),
		.drain = conf_number(init, CONF_INIT_DRAIN),
		.max_parallel = (uint32_t)conf_number(init, CONF_INIT_MAX_PARALLEL_STARTS),
	};
}

int edition_policies(struct sup *sup, const struct conf *conf, struct policy **ret_policies,
		     struct policy **ret_of)
{
	uint32_t count = edition_size(conf);
	struct policy *policies = calloc(count + 1, sizeof *policies);
	int r = policies ? fill_policies(sup, conf, count, policies, ret_of) : -ENOMEM;

	if (r == 0)
		*ret_policies = policies;
	else
		free(policies);
	return r;
}

struct core *edition_core(struct sup *sup, const struct conf *conf,
			  struct policy *const *of, const int32_t *map, const bool *anew)
{
	struct core_edge *edges, *end;
	struct core_set set;
	struct core *core;

	edition_set(conf, &set);
	set.edge_count = edition_edges(conf, count_edge, NULL);
	end = edges = calloc(set.edge_count + 1, sizeof *edges);
	if (edges == NULL)
		return NULL;
	edition_edges(conf, put_edge, &end);
	set.edges = edges;
	set.policies = (const struct policy *const *)of;
	set.anew = anew;
	core = map != NULL ? core_rebuild(sup->core, &set, map)
			   : core_new(&set, (uint64_t)sup_now() * 2654435761u +
						    (uint64_t)getpid());
	free(edges);
	return core;
}
