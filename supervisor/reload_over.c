/* supervisor/reload_over.c - from one edition of the services to the next. */
#include "supervisor/reload.h"

#include "supervisor/claims.h"
#include "supervisor/logs.h"
#include "supervisor/pipes.h"
#include "supervisor/service.h"

#include <stdlib.h>

static void move_services(struct sup *sup, struct reload *r)
{
	struct service **old = sup->services;
	uint32_t old_count = sup->count;

	sup->services = r->services;
	sup->count = r->count;
	r->services = old;
	for (uint32_t i = 0; i < r->count; i++) {
		bool kept = r->map[i] >= 0 && !r->anew[i];
		struct service *svc = kept ? old[r->map[i]] : sup->services[i];

		if (kept) {
			log_follow_change(svc, edition_section(r->conf, i));
			svc->section = edition_section(r->conf, i);
			svc->own_policy = settings_dynamic(svc->section);
			svc->edition->in_use--; /* taken again */
		}
		edition_take(sup, i, svc, r->of[i]);
	}
	claims_renumber(sup->claims, r->to, old_count);
	for (uint32_t i = 0; i < old_count; i++) {
		if (r->goes[i] || r->to[i] < 0)
			edition_leave(old[i]);
	}
}

static void move_editions(struct sup *sup, struct reload *r)
{
	struct edition **last = &r->editions;

	while (*last != NULL)
		last = &(*last)->next;
	*last = sup->edition;
	sup->edition = r->editions;
	r->editions = NULL;
}

static void move_children(struct sup *sup, struct reload *r)
{
	struct child **old = sup->by_pid;
	uint32_t old_buckets = sup->pid_mask + 1;

	sup->by_pid = r->by_pid;
	sup->pid_mask = r->buckets - 1;
	sup->jobs = 0; /* counted again */
	for (uint32_t i = 0; i < old_buckets; i++) {
		for (struct child *c = old[i], *next; c != NULL; c = next) {
			next = c->next;
			child_remember(sup, c, c->pid);
		}
	}
	r->by_pid = old;
}

static void move_rest(struct sup *sup, struct reload *r)
{
	struct policy *policies = sup->policies;

	sup->policies = r->policies;
	r->policies = policies;
	edition_mark_awaited(sup);
	pipes_renew(sup, r->pipes);
	r->pipes = NULL;
	health_renew(sup, r->healths, r->map);
	r->healths = NULL;
}

/* ---- what is wanted now ---- */

static bool is_to_start(const struct sup *sup, const struct reload *r, uint32_t i)
{
	enum svc_state state = core_state(sup->core, i);

	return state == SVC_SKIPPED || (state == SVC_DOWN && !r->listed[i]);
}

/* It may need what nobody wanted so far. */
static void want_before(struct sup *sup, uint32_t service, enum conf_key key)
{
	uint32_t setups = (uint32_t)conf_setup_count(sup->conf);
	size_t count;
	const uint32_t *to = conf_edges(sup->conf, service - setups, key, &count);

	for (size_t i = 0; i < count; i++) {
		if (core_state(sup->core, setups + to[i]) == SVC_DOWN)
			core_want_softly(sup->core, setups + to[i], sup_now());
	}
}

static void want_again(struct sup *sup, const struct reload *r)
{
	uint32_t setups = (uint32_t)conf_setup_count(sup->conf);
	size_t count;
	const uint32_t *start = conf_start_list(sup->conf, &count);

	when_bar(sup, setups, sup->count);
	for (size_t i = 0; i < count; i++) {
		if (is_to_start(sup, r, setups + start[i]))
			core_want_softly(sup->core, setups + start[i], sup_now());
	}
	for (uint32_t i = setups; i < sup->count; i++) {
		if (r->anew[i] && r->again[r->map[i]])
			core_want_softly(sup->core, i, sup_now());
	}
	for (uint32_t i = setups; i < sup->count; i++) {
		if (!core_wanted(sup->core, i))
			continue;
		want_before(sup, i, CONF_SERVICE_NEEDS);
		want_before(sup, i, CONF_SERVICE_WANTS);
	}
	core_try_again(sup->core, sup_now());
	sup_pump(sup);
}

/* What goes on may have files of its own to read again. */
static void tell_services(struct sup *sup, const struct reload *r)
{
	for (uint32_t i = (uint32_t)conf_setup_count(sup->conf); i < sup->count; i++) {
		if (r->map[i] >= 0 && !r->anew[i])
			sup_reload_service(sup, i);
	}
}

void reload_take_over(struct sup *sup, struct reload *r, struct core *core)
{
	struct core *old_core = sup->core;
	struct conf *old_conf = sup->owned_conf;

	sup->core = core;
	move_children(sup, r);
	move_services(sup, r);
	move_editions(sup, r);
	sup->conf = sup->owned_conf = r->conf;
	r->conf = old_conf;
	core_free(old_core);
	move_rest(sup, r);
	tell_waits_renew(sup);
	sup->reload = NULL;
	core_hold(sup->core, false);
	want_again(sup, r);
	edition_sweep(&sup->edition);
	tell_services(sup, r);
}
