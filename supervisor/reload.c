/* supervisor/reload.c - another configuration, while services run. */
#include "supervisor/reload.h"

#include "supervisor/claims.h"
#include "supervisor/pipes.h"
#include "supervisor/service.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What becomes of a service, told in this order. */
/* clang-format off */
#define CHANGES(X)                                                         \
	X(KEEP,    "")                                                     \
	X(LIVE,    "changed")                                              \
	X(RESTART, "restart")                                              \
	X(ADD,     "new")                                                  \
	X(REMOVE,  "removed")
/* clang-format on */
enum change {
#define X(name, word) CHANGE_##name,
	CHANGES(X)
#undef X
};

#define KEYS_TOLD 4 /* of a service; the rest is counted */

struct reload {
	struct reload *next; /* in sup->spent: its conf may still be read */
	struct conf *conf;   /* the new one; once it has taken over, the old one */
	struct edition *edition;
	struct service **services; /* the new sup->services, when it takes over */
	struct policy **of;
	struct child **by_pid;
	int32_t *map;    /* new index -> old, -1 */
	int32_t *to;     /* old index -> new, -1 */
	uint8_t *change; /* new index */
	uint8_t *again;  /* new index: it ran, or had ended, before it changed */
	uint8_t *goes;   /* old index: retired */
	uint32_t count, buckets;
	uint32_t at;      /* of the old ones, the first that may not be gone */
	uint32_t changes; /* of services, for the last line */
};

static void free_reload(struct reload *r)
{
	conf_free(r->conf);
	free(r->services);
	free(r->of);
	free(r->by_pid);
	free(r->map);
	free(r->to);
	free(r->change);
	free(r->again);
	free(r->goes);
	free(r);
}

/* The edition made for nothing. */
static void drop_edition(struct sup *sup, struct reload *r)
{
	struct edition *newest = sup->edition;

	if (r->edition == NULL)
		return;
	r->edition->older = newest;
	sup->edition = r->edition;
	edition_sweep(sup); /* none of it is in use */
	r->edition = NULL;
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
	if (sup->reload != NULL) {
		drop_edition(sup, sup->reload);
		free_reload(sup->reload);
	}
	sup->reload = NULL;
	reload_sweep(sup);
	conf_free(sup->owned_conf);
}

/* ---- the plan ---- */

static int32_t find_old(const struct sup *sup, const struct conf *conf, uint32_t i)
{
	uint32_t setups = (uint32_t)conf_setup_count(sup->conf);
	const char *name = conf_name(edition_section(conf, i));

	if (i >= conf_setup_count(conf)) {
		int at = conf_find_service(sup->conf, name);
		return at < 0 ? -1 : (int32_t)setups + at;
	}
	for (uint32_t s = 0; s < setups; s++) {
		if (strcmp(conf_name(conf_setup(sup->conf, s)), name) == 0)
			return (int32_t)s;
	}
	return -1;
}

/* A setup has run: another reading does not make it run again. */
static enum change change_of(const struct sup *sup, const struct reload *r, uint32_t i)
{
	static const enum change changes[] = { [CONF_SAME] = CHANGE_KEEP,
					       [CONF_LIVE] = CHANGE_LIVE,
					       [CONF_OTHER] = CHANGE_RESTART };

	if (i < conf_setup_count(r->conf))
		return r->map[i] < 0 ? CHANGE_ADD : CHANGE_KEEP;
	if (r->map[i] < 0)
		return CHANGE_ADD;
	return changes[conf_diff(sup->services[r->map[i]]->section,
				 edition_section(r->conf, i))];
}

static void plan(struct sup *sup, struct reload *r)
{
	for (uint32_t i = 0; i < sup->count; i++)
		r->goes[i] = i >= conf_setup_count(sup->conf);
	for (uint32_t i = 0; i < r->count; i++) {
		r->map[i] = find_old(sup, r->conf, i);
		r->change[i] = (uint8_t)change_of(sup, r, i);
		if (r->map[i] >= 0)
			r->goes[r->map[i]] = r->change[i] == CHANGE_RESTART;
	}
}

/* ---- telling ---- */

static void tell(struct sup *sup, struct reload *r, enum change change,
		 const struct conf_section *old, const struct conf_section *now)
{
#define X(name, word) word,
	static const char *const words[] = { CHANGES(X) };
#undef X
	enum conf_key keys[KEYS_TOLD];
	char text[256];
	size_t used = 0, count = 0;

	if (change == CHANGE_KEEP)
		return;
	r->changes++;
	text[0] = '\0';
	if (old != NULL && now != NULL)
		count = conf_diff_keys(old, now, keys, KEYS_TOLD);
	for (size_t i = 0; i < count && i < KEYS_TOLD; i++)
		used += (size_t)snprintf(text + used, sizeof text - used, "%s%s",
					 i ? ", " : ": ", conf_key_info(keys[i])->name);
	if (count > KEYS_TOLD)
		snprintf(text + used, sizeof text - used, " and %zu more",
			 count - KEYS_TOLD);
	sup->host->say(SAY_EVENT, "reload: %s: %s%s", conf_name(now ? now : old),
		       words[change], text);
}

static void tell_plan(struct sup *sup, struct reload *r)
{
	/* Read each time they are used; what is not is fixed at the start. */
	static const enum conf_key live[] = {
		CONF_INIT_SHUTDOWN_TIMEOUT, CONF_INIT_DRAIN, CONF_INIT_MAX_PARALLEL_STARTS,
		CONF_INIT_SIGNALS,          CONF_INIT_START, CONF_INIT_ENV_SECRETS
	};
	enum conf_key keys[16];
	size_t setups = conf_setup_count(r->conf);
	size_t count = conf_diff_keys(conf_init(sup->conf), conf_init(r->conf), keys,
				      ARRAY_LEN(keys));

	for (size_t i = 0; i < count && i < ARRAY_LEN(keys); i++) {
		bool is_live = false;

		for (size_t k = 0; k < ARRAY_LEN(live); k++)
			is_live |= live[k] == keys[i];
		sup->host->say(is_live ? SAY_EVENT : SAY_WARNING, "reload: [init] %s: %s",
			       conf_key_info(keys[i])->name,
			       is_live ? "changed" : "needs a new start of the container");
	}
	for (uint32_t i = 0; i < sup->count; i++) {
		bool kept = !r->goes[i];

		for (uint32_t n = (uint32_t)setups; !kept && n < r->count; n++)
			kept = r->map[n] == (int32_t)i;
		if (!kept)
			tell(sup, r, CHANGE_REMOVE, sup->services[i]->section, NULL);
	}
	for (uint32_t i = (uint32_t)setups; i < r->count; i++)
		tell(sup, r, r->change[i],
		     r->map[i] < 0 ? NULL : sup->services[r->map[i]]->section,
		     edition_section(r->conf, i));
	r->changes += (uint32_t)count;
}

/* ---- begin ---- */

static int prepare(struct sup *sup, struct reload *r)
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
	r->again = calloc(r->count + 1, 1);
	r->to = calloc(sup->count + 1, sizeof *r->to);
	r->goes = calloc(sup->count + 1, 1);
	if (!r->services || !r->of || !r->by_pid || !r->map || !r->change || !r->again ||
	    !r->goes || !r->to)
		return -ENOMEM;
	return edition_new(sup, r->conf, &r->edition);
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
	if ((err = prepare(sup, r)) < 0) {
		free_reload(r);
		return err;
	}
	plan(sup, r);
	tell_plan(sup, r);
	sup->reload = r;
	core_hold(sup->core, true);
	for (uint32_t i = 0; i < r->count; i++)
		r->again[i] = r->map[i] >= 0 && was_up(sup, (uint32_t)r->map[i]);
	for (uint32_t i = 0; i < sup->count; i++) {
		if (!r->goes[i])
			continue;
		core_retire(sup->core, i, sup_now());
		sup_pump(sup);
	}
	sup_pump(sup);
	return 0;
}

bool sup_may_reload(const struct sup *sup)
{
	return !core_ending(sup->core) && sup->reload == NULL && setups_are_over(sup);
}

bool sup_ending(const struct sup *sup)
{
	return core_ending(sup->core);
}

/* ---- the new core takes over ---- */

static bool is_gone(const struct sup *sup, uint32_t i)
{
	const struct service *svc = sup->services[i];

	return core_state(sup->core, i) == SVC_DOWN && !core_wanted(sup->core, i) &&
	       svc->leftover == LEFT_NOTHING && !svc->in_business;
}

/* Those before `at` were gone when they were looked at. What was wanted again meanwhile is
 * stopped again. */
static bool all_gone(struct sup *sup, struct reload *r)
{
	while (r->at < sup->count && (!r->goes[r->at] || is_gone(sup, r->at)))
		r->at++;
	if (r->at < sup->count)
		return false;
	r->at = 0;
	for (uint32_t i = 0; i < sup->count; i++) {
		if (!r->goes[i] || is_gone(sup, i))
			continue;
		if (core_wanted(sup->core, i)) {
			core_retire(sup->core, i, sup_now());
			sup_pump(sup);
		}
		return false;
	}
	return true;
}

/* Values that only its environment gives are those of its last start. */
static void keep_policy(const struct service *svc, struct policy *policy)
{
	if (svc->own_policy && svc->policy != NULL)
		*policy = *svc->policy;
}

static void move_services(struct sup *sup, struct reload *r)
{
	struct service **old = sup->services;
	uint32_t old_count = sup->count;

	for (uint32_t i = 0; i < old_count; i++)
		r->to[i] = -1;
	sup->services = r->services;
	sup->count = r->count;
	for (uint32_t i = 0; i < r->count; i++) {
		bool kept = r->map[i] >= 0 && !r->goes[r->map[i]];
		struct service *svc = kept ? old[r->map[i]] : &r->edition->services[i];

		if (kept) {
			if (r->change[i] == CHANGE_KEEP)
				keep_policy(svc, r->of[i]);
			svc->section = edition_section(r->conf, i);
			svc->edition->in_use--; /* taken again */
			r->to[r->map[i]] = (int32_t)i;
		}
		edition_take(sup, i, svc, r->of[i]);
	}
	claims_renumber(sup->claims, r->to, old_count);
	for (uint32_t i = 0; i < old_count; i++) {
		if (r->to[i] < 0)
			edition_leave(old[i]);
	}
	r->services = old;
}

static void move_children(struct sup *sup, struct reload *r)
{
	struct child **old = sup->by_pid;
	uint32_t old_buckets = sup->pid_mask + 1;

	sup->by_pid = r->by_pid;
	sup->pid_mask = r->buckets - 1;
	for (uint32_t i = 0; i < old_buckets; i++) {
		for (struct child *c = old[i], *next; c != NULL; c = next) {
			next = c->next;
			child_remember(sup, c, c->pid);
		}
	}
	r->by_pid = old;
}

static void move_health(struct sup *sup)
{
	health_free_all(sup);
	sup->healths = NULL;
	sup->health_count = 0;
	if (health_new_all(sup) < 0)
		sup->host->say(SAY_ERROR, "reload: no memory to look after health");
	for (uint32_t i = 0; i < sup->count; i++) {
		if (core_state(sup->core, i) == SVC_READY)
			health_begin(sup->services[i]);
	}
}

static void want_again(struct sup *sup, const struct reload *r)
{
	uint32_t setups = (uint32_t)conf_setup_count(sup->conf);
	size_t count;
	const uint32_t *start = conf_start_list(sup->conf, &count);

	when_bar(sup, setups, sup->count);
	for (size_t i = 0; i < count; i++) {
		uint32_t at = setups + start[i];
		bool is_new = r->change[at] == CHANGE_ADD || r->map[at] < 0;

		if (is_new || (r->change[at] == CHANGE_RESTART && r->again[at]) ||
		    core_state(sup->core, at) == SVC_SKIPPED)
			core_want_softly(sup->core, at, sup_now());
	}
	for (uint32_t i = setups; i < sup->count; i++) {
		if (r->change[i] == CHANGE_RESTART && r->again[i])
			core_want_softly(sup->core, i, sup_now());
	}
}

/* Those that go on read their own files again, if they know how. */
static void pass_on(struct sup *sup, const struct reload *r)
{
	for (uint32_t i = (uint32_t)conf_setup_count(sup->conf); i < sup->count; i++) {
		if (r->map[i] >= 0 &&
		    (r->change[i] == CHANGE_KEEP || r->change[i] == CHANGE_LIVE))
			sup_reload_service(sup, i);
	}
}

static void refuse(struct sup *sup, struct reload *r, int err)
{
	sup->host->say(SAY_ERROR, "reload: %s; what stopped for it starts again",
		       strerror(-err));
	sup->reload = NULL;
	core_hold(sup->core, false);
	for (uint32_t i = 0; i < r->count; i++) {
		if (r->again[i] && r->goes[r->map[i]])
			core_want_softly(sup->core, (uint32_t)r->map[i], sup_now());
	}
	drop_edition(sup, r);
	free_reload(r);
}

static void take_over(struct sup *sup, struct reload *r)
{
	struct policy *policies = NULL;
	struct core *core = NULL, *old_core = sup->core;
	struct conf *old_conf = sup->owned_conf;
	int err = edition_core(sup, r->conf, r->map, &policies, r->of, &core);

	if (err < 0) {
		refuse(sup, r, err);
		return;
	}
	sup->core = core;
	r->edition->older = sup->edition;
	sup->edition = r->edition;
	move_children(sup, r);
	move_services(sup, r);
	sup->conf = sup->owned_conf = r->conf;
	r->conf = old_conf;
	free(sup->policies);
	sup->policies = policies;
	core_free(old_core);
	edition_mark_awaited(sup);
	move_health(sup);
	if (pipes_renew(sup) < 0)
		sup->host->say(SAY_ERROR, "reload: no memory for new pipes");
	sup->reload = NULL;
	core_hold(sup->core, false);
	want_again(sup, r);
	pass_on(sup, r);
	edition_sweep(sup);
	sup->host->say(SAY_EVENT, "reload: %s",
		       r->changes ? "done" : "nothing has changed");
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
		sup->reload = NULL;
		core_hold(sup->core, false);
		sup->host->say(SAY_WARNING, "reload: given up, the container ends");
		drop_edition(sup, r);
		free_reload(r);
	} else if (all_gone(sup, r)) {
		take_over(sup, r);
	}
	sup_pump(sup);
}
