/* supervisor/reload.c - another configuration, while services run. */
#include "supervisor/reload.h"

#include "supervisor/logs.h"
#include "supervisor/pipes.h"
#include "supervisor/service.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define LOGGER_TIME SECONDS(5)

static void free_reload(struct reload *r)
{
	edition_sweep(&r->editions); /* made for nothing: none is in use */
	conf_free(r->conf);
	free(r->services);
	free(r->of);
	free(r->policies);
	free(r->by_pid);
	free(r->pipes);
	free(r->healths);
	free(r->map);
	free(r->to);
	free(r->change);
	free(r->anew);
	free(r->again);
	free(r->listed);
	free(r->goes);
	free(r);
}

static void reload_sweep(struct sup *sup)
{
	struct reload *r = sup->spent;

	sup->spent = NULL;
	while (r != NULL) {
		struct reload *next = r->next;
		free_reload(r);
		r = next;
	}
}

void reload_free(struct sup *sup)
{
	if (sup->reload != NULL)
		free_reload(sup->reload);
	sup->reload = NULL;
	reload_sweep(sup);
	conf_free(sup->owned_conf);
}

/* ---- begin ---- */

static int make_arrays(struct sup *sup, struct reload *r)
{
	r->count = edition_size(r->conf);
	r->buckets = sup->pid_mask + 1;
	while (r->buckets < r->count)
		r->buckets *= 2;
	r->services = calloc(r->count + 1, sizeof(void *));
	r->of = calloc(r->count + 1, sizeof *r->of);
	r->by_pid = calloc(r->buckets, sizeof *r->by_pid);
	r->map = calloc(r->count + 1, sizeof *r->map);
	r->change = calloc(r->count + 1, 1);
	r->anew = calloc(r->count + 1, sizeof *r->anew);
	r->listed = calloc(r->count + 1, sizeof *r->listed);
	r->to = calloc(sup->count + 1, sizeof *r->to);
	r->goes = calloc(sup->count + 1, sizeof *r->goes);
	r->again = calloc(sup->count + 1, sizeof *r->again);
	return r->services && r->of && r->by_pid && r->map && r->change && r->anew &&
			       r->listed && r->to && r->goes && r->again
		       ? 0
		       : -ENOMEM;
}

static int make_services(struct sup *sup, struct reload *r)
{
	for (uint32_t i = 0; i < r->count; i++) {
		struct edition *e;
		int err;

		if (r->map[i] >= 0 && !r->anew[i])
			continue;
		err = edition_new(sup, r->conf, i, 1, &e);
		if (err < 0)
			return err;
		e->next = r->editions;
		r->editions = e;
		r->services[i] = e->services;
	}
	return 0;
}

static int prepare(struct sup *sup, struct reload *r)
{
	int err = make_arrays(sup, r);

	if (err < 0 || (err = logs_expect(sup, r->conf)) < 0 ||
	    (err = edition_policies(sup, r->conf, &r->policies, r->of)) < 0 ||
	    (err = pipes_room(r->conf, &r->pipes)) < 0 ||
	    (err = health_room(r->conf, &r->healths)) < 0)
		return err;
	reload_plan(sup, r);
	if (reload_leaves_nothing(sup, r))
		return -ENODATA;
	err = make_services(sup, r);
	return err < 0 ? err : reload_loosen(sup, r);
}

/* Did it run, or end by itself? What was never started, or was stopped by hand, is not
 * started because its section changed. */
static bool was_up(const struct sup *sup, uint32_t i)
{
	enum svc_state state = core_state(sup->core, i);

	return !core_by_hand(sup->core, i) &&
	       (core_wanted(sup->core, i) || state == SVC_FAILED || state == SVC_DONE ||
		state == SVC_SKIPPED);
}

static void begin(struct sup *sup, struct reload *r)
{
	reload_tell(sup, r);
	sup->reload = r;
	core_hold(sup->core, true);
	for (uint32_t i = 0; i < sup->count; i++)
		r->again[i] = was_up(sup, i);
	/* All of them before the first order is taken: they stop in order among each other. */
	for (uint32_t i = 0; i < sup->count; i++) {
		if (r->goes[i])
			core_retire(sup->core, i, sup_now());
	}
	sup_pump(sup);
}

int sup_reload(struct sup *sup, struct conf *conf)
{
	struct reload *r;
	int err = 0;

	if (!sup_may_reload(sup))
		err = -EBUSY;
	else if (conf_errors(conf) > 0)
		err = -EINVAL;
	r = err == 0 ? calloc(1, sizeof *r) : NULL;
	if (r == NULL) {
		conf_free(conf);
		return err ? err : -ENOMEM;
	}
	r->conf = conf;
	sup_pump(sup);
	err = prepare(sup, r);
	if (err < 0)
		free_reload(r);
	else
		begin(sup, r);
	return err;
}

bool sup_may_reload(const struct sup *sup)
{
	return !core_ending(sup->core) && sup->reload == NULL && setups_are_over(sup);
}

bool sup_ending(const struct sup *sup)
{
	return core_ending(sup->core);
}

/* ---- is all gone that had to? ---- */

static bool is_gone(const struct sup *sup, uint32_t i)
{
	const struct service *svc = sup->services[i];

	return !core_wanted(sup->core, i) && !svc_has_process(core_state(sup->core, i)) &&
	       svc->leftover == LEFT_NOTHING && !svc->in_business;
}

/* Those before `at` were gone when they were looked at. What was wanted again meanwhile is
 * stopped again. */
static bool all_gone(struct sup *sup, struct reload *r)
{
	bool gone = true;

	while (r->at < sup->count && (!r->goes[r->at] || is_gone(sup, r->at)))
		r->at++;
	if (r->at < sup->count && !core_wanted(sup->core, r->at))
		return false;
	r->at = 0;
	for (uint32_t i = 0; i < sup->count; i++) {
		if (r->goes[i] && !is_gone(sup, i) && core_wanted(sup->core, i))
			core_retire(sup->core, i, sup_now());
	}
	sup_pump(sup);
	for (uint32_t i = 0; i < sup->count; i++)
		gone &= !r->goes[i] || is_gone(sup, i);
	return gone;
}

/* ---- what they wrote last ---- */

static void tell_lost(struct sup *sup, const struct reload *r)
{
	for (uint32_t i = 0; i < sup->count; i++) {
		if (r->goes[i] && log_is_unread(sup->services[i]))
			sup->host->say(SAY_WARNING,
				       "%s: what it wrote last is lost: no logger runs",
				       service_name(sup->services[i]));
	}
}

static bool any_unread(const struct sup *sup, const struct reload *r)
{
	for (uint32_t i = 0; i < sup->count; i++) {
		if (r->goes[i] && log_is_unread(sup->services[i]))
			return true;
	}
	return false;
}

/* A logger that died is back soon, and then reads what is left in their pipes. */
static bool wait_for_logger(struct sup *sup, struct reload *r)
{
	msec left;

	if (!any_unread(sup, r))
		return false;
	if (r->logger_by == 0)
		r->logger_by = sup_now() + LOGGER_TIME;
	left = r->logger_by - sup_now();
	if (left <= 0) {
		tell_lost(sup, r);
		return false;
	}
	if (!ev_is_active(&sup->reload_turn)) {
		ev_now_update(sup->loop);
		ev_timer_set(&sup->reload_turn, (double)left / 1e3, 0.);
		ev_timer_start(sup->loop, &sup->reload_turn);
	}
	return true;
}

/* ---- the new core takes over ---- */

/* The index of a service that a failure starts is another now. */
static void keep_policy(const struct reload *r, const struct service *svc,
			struct policy *policy)
{
	int32_t starts = policy->start_when_failed;

	*policy = *svc->policy;
	if (!conf_is_dynamic(svc->section, CONF_SERVICE_ON_FAILED)) {
		policy->start_when_failed = starts;
	} else if (policy->start_when_failed >= 0) {
		policy->start_when_failed = r->to[policy->start_when_failed];
		policy->shutdown_when_failed = policy->start_when_failed < 0;
	}
}

/* Values that only its environment gives are those of its last start, or, where the
 * section has changed, looked up now. */
static void own_policy(struct sup *sup, struct reload *r, uint32_t i)
{
	struct service *svc = sup->services[r->map[i]];
	const struct conf_section *old = svc->section, *now = edition_section(r->conf, i);
	char why[512] = "";
	struct env env;
	int err;

	if (r->change[i] == CHANGE_KEEP) {
		keep_policy(r, svc, r->of[i]);
		return;
	}
	sup->scratch.used = 0;
	svc->section = now;
	err = environment_fill(svc, &env, &TEXT(why));
	if (err == 0)
		err = settings_fill(now, &env, &sup->scratch, r->of[i], &TEXT(why));
	svc->section = old;
	sup_scratch_give_back(sup);
	if (err == 0)
		return;
	keep_policy(r, svc, r->of[i]);
	sup->host->say(SAY_WARNING,
		       "reload: %s: what changed counts from its next start: %s",
		       service_name(svc), why[0] ? why : strerror(-err));
}

static void own_policies(struct sup *sup, struct reload *r)
{
	for (uint32_t i = 0; i < r->count; i++) {
		if (r->map[i] >= 0 && !r->anew[i] &&
		    settings_dynamic(edition_section(r->conf, i)))
			own_policy(sup, r, i);
	}
}

static void give_up(struct sup *sup, struct reload *r)
{
	sup->reload = NULL;
	core_hold(sup->core, false);
	for (uint32_t i = 0; i < sup->count; i++) {
		if (r->again[i] && r->goes[i])
			core_want_softly(sup->core, i, sup_now());
	}
	free_reload(r);
}

static void take_over(struct sup *sup, struct reload *r)
{
	struct core *core;

	own_policies(sup, r);
	core = edition_core(sup, r->conf, r->of, r->map, r->anew);
	if (core == NULL) {
		sup->host->say(SAY_ERROR, "reload: %s; what stopped for it starts again",
			       strerror(ENOMEM));
		give_up(sup, r);
		return;
	}
	reload_take_over(sup, r, core);
	logs_changed(sup);
	reload_applied(sup, r);
	r->next = sup->spent;
	sup->spent = r;
}

void reload_look(struct sup *sup)
{
	struct reload *r = sup->reload;

	if (sup->starting == 0)
		reload_sweep(sup);
	if (r == NULL)
		return;
	if (core_ending(sup->core)) {
		sup->host->say(SAY_WARNING, "reload: given up, the container ends");
		give_up(sup, r);
	} else if (all_gone(sup, r) && !wait_for_logger(sup, r)) {
		ev_timer_stop(sup->loop, &sup->reload_turn);
		take_over(sup, r);
	}
	sup_pump(sup);
}
