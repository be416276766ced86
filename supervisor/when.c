/* supervisor/when.c - the conditions of a service or setup: run it, or skip it?
 *
 * Those by name are looked at once, when the setups have said all they have to say: the
 * core skips such a service without a look at what it needs. file: and exec: are asked
 * before each start (ORDER_PREPARE), then comes wait.c. */
#include "supervisor/accounts.h"
#include "supervisor/files.h"
#include "supervisor/look.h"
#include "supervisor/service.h"

#include "conf/base/exits.h"
#include "supervisor/proc/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define QUESTION_TIMEOUT SECONDS(5) /* as that of other questions */

struct condition {
	struct service *svc;
	struct job job;
	uint32_t at;     /* which is asked */
	bool broken;     /* that one did not hold */
	bool as_service; /* it is looked at with the service's ids */
};

static struct conf_when_walk walk_of(const struct service *svc)
{
	return (struct conf_when_walk){ .each = conf_each(svc->section,
							  CONF_SERVICE_WHEN) };
}

static bool by_name(const struct conf_when *when)
{
	return when->kind == WHEN_SET || when->kind == WHEN_IS;
}

bool when_is_asked(const struct conf_section *section)
{
	struct conf_when_walk walk = { .each = conf_each(section, CONF_SERVICE_WHEN) };
	struct conf_when when;

	while (conf_when(&walk, &when)) {
		if (!by_name(&when))
			return true;
	}
	return false;
}

/* ---- by name ---- */

/* ctinit's own variables, with what setups added; in the scratch. */
static void fill(struct sup *sup, struct env *env)
{
	char why[128];

	sup->scratch.used = 0;
	if (env_init(env, &sup->scratch) < 0)
		return;
	env_add_all(env, sup->host->environment);
	env_merge(env, &sup->added);
	if (conf_bool(conf_init(sup->conf), CONF_INIT_ENV_SECRETS))
		env_add_secrets(env, &TEXT(why));
}

/* Others are no reason to look at anybody's secrets. */
static bool has_names(const struct service *svc)
{
	struct conf_when_walk walk = walk_of(svc);
	struct conf_when when;

	while (conf_when(&walk, &when)) {
		if (by_name(&when))
			return true;
	}
	return false;
}

static const char *broken_by_name(const struct service *svc, const struct env *env)
{
	struct conf_when_walk walk = walk_of(svc);
	struct conf_when when;

	while (conf_when(&walk, &when)) {
		if (by_name(&when) &&
		    !conf_when_holds(&when, env_get(env, when.name, when.name_len)))
			return when.word;
	}
	return NULL;
}

void when_bar(struct sup *sup, uint32_t from, uint32_t to)
{
	struct env env = { 0 };

	for (uint32_t i = from; i < to; i++) {
		const struct service *svc = sup->services[i];
		bool barred = conf_is_never(svc->section);

		if (!barred && has_names(svc)) {
			if (env.vars == NULL)
				fill(sup, &env);
			barred = broken_by_name(svc, &env) != NULL;
		}
		core_bar(sup->core, i, barred);
	}
	sup_scratch_give_back(sup);
}

/* ---- file: and exec: ---- */

static int compare(const void *key, const void *at)
{
	const struct service *svc = key;
	const struct condition *c = at;

	return svc < c->svc ? -1 : svc > c->svc;
}

static struct condition *condition_of(const struct service *svc)
{
	const struct edition *e = svc->edition;

	return e->condition_count == 0 ? NULL
				       : bsearch(svc, e->conditions, e->condition_count,
						 sizeof *e->conditions, compare);
}

/* Number `at` of those that are not by name. */
static bool nth(const struct condition *c, struct conf_when *ret)
{
	struct conf_when_walk walk = walk_of(c->svc);
	uint32_t n = 0;

	while (conf_when(&walk, ret)) {
		if (!by_name(ret) && n++ == c->at)
			return true;
	}
	return false;
}

static int exec_words(struct job *job, struct env *env, char *const **ret_argv,
		      struct text *err)
{
	const struct condition *c = container_of(job, struct condition, job);
	struct conf_when when;

	if (!nth(c, &when))
		return -ENOENT;
	*ret_argv = conf_argv(when.words, when.word_count, (size_t)(when.text - when.word),
			      env->scratch);
	if (*ret_argv == NULL)
		text_set(err, "when: too long");
	return *ret_argv != NULL ? 0 : -ENOSPC;
}

static void skip(struct condition *c)
{
	struct sup *sup = c->svc->sup;

	c->broken = true;
	core_skip(sup->core, service_index(c->svc), sup_now());
	sup_pump(sup);
}

static void fail(struct condition *c, const struct conf_when *when, const char *text)
{
	char why[JOB_TEXT + 128];

	snprintf(why, sizeof why, "when = %.100s: %s", when->word, text);
	service_not_started(c->svc, CTINIT_EXIT_SETUP, why);
	sup_pump(c->svc->sup);
}

static void ask(struct condition *c, const struct conf_when *when)
{
	struct job_wish wish = { .words = exec_words,
				 .timeout = QUESTION_TIMEOUT,
				 .quiet = true };
	struct look look = { .use = PATH_WHEN,
			     .as_service = c->as_service,
			     .timeout = QUESTION_TIMEOUT };
	char why[JOB_TEXT];
	int r = when->kind == WHEN_FILE ? look_start(&c->job, &look, when->text, &TEXT(why))
					: job_start(&c->job, &wish, &TEXT(why));

	if (r < 0)
		fail(c, when, why);
}

static void go_on(struct condition *c);

static void on_files(void *context, bool good, const char *text)
{
	struct condition *c = context;
	struct conf_when when;

	if (good)
		go_on(c);
	else if (nth(c, &when))
		fail(c, &when, text);
}

static void read_files(struct condition *c, const struct conf_when *when)
{
	char why[JOB_TEXT];

	if (files_read(c->svc, on_files, c, &TEXT(why)) < 0)
		fail(c, when, why);
}

static void go_on(struct condition *c)
{
	struct conf_when when;

	for (; nth(c, &when); c->at++) {
		int r = when.kind == WHEN_FILE && !c->as_service ? file_known(when.text)
								 : -EAGAIN;

		if (r >= 0)
			close(r);
		if (r == -EAGAIN) {
			if ((when.kind != WHEN_FILE || c->as_service) &&
			    files_are_due(c->svc))
				read_files(c, &when);
			else
				ask(c, &when);
			return;
		}
		if ((r >= 0) == when.negated) {
			skip(c);
			return;
		}
	}
	wait_begin(c->svc);
}

/* What could not be asked is neither yes nor no: a failed start. */
static void on_done(struct job *job, enum job_end end, const char *text)
{
	struct condition *c = container_of(job, struct condition, job);
	struct conf_when when;

	if (!nth(c, &when))
		return;
	bool refused = when.kind == WHEN_FILE && end == JOB_BAD && job->exit_code == ELOOP;

	if (refused && !c->as_service && look_may_again(c->svc)) {
		c->as_service = true;
		go_on(c);
		return;
	}
	c->as_service = false;
	if (end == JOB_TIMEOUT || end == JOB_NOT_STARTED) {
		fail(c, &when, text);
	} else if (refused) {
		fail(c, &when, path_reason(ELOOP));
	} else if ((end == JOB_GOOD) != when.negated) {
		c->at++;
		go_on(c);
	} else {
		skip(c);
	}
}

void prepare_begin(struct service *svc)
{
	struct condition *c = condition_of(svc);

	if (accounts_hold(svc, ACCOUNTS_PREPARE))
		return;
	files_stop(svc);
	files_spoil(svc);
	if (c == NULL) {
		wait_begin(svc);
		return;
	}
	job_cancel(&c->job);
	c->at = 0;
	c->broken = c->as_service = false;
	go_on(c);
}

void prepare_end(struct service *svc)
{
	struct condition *c = condition_of(svc);

	if (c != NULL)
		job_cancel(&c->job);
	accounts_release(svc);
	files_stop(svc);
	wait_end(svc);
}

/* ---- why it was skipped ---- */

static const char *skipped_need(const struct service *svc)
{
	struct sup *sup = svc->sup;
	uint32_t setups = (uint32_t)conf_setup_count(sup->conf);
	size_t count;
	const uint32_t *needs;

	if (service_index(svc) < setups)
		return NULL;
	needs = conf_edges(sup->conf, service_index(svc) - setups, CONF_SERVICE_NEEDS,
			   &count);
	for (size_t i = 0; i < count; i++) {
		if (core_state(sup->core, setups + needs[i]) == SVC_SKIPPED)
			return service_name(sup->services[setups + needs[i]]);
	}
	return NULL;
}

/* Told as it is skipped: the next time it may be for a need. */
static const char *broken_when_asked(struct service *svc, struct conf_when *when)
{
	struct condition *c = condition_of(svc);
	bool broken = c != NULL && c->broken && nth(c, when);

	if (c != NULL)
		c->broken = false;
	return broken ? when->word : NULL;
}

void when_reason(struct service *svc, char *text, size_t size)
{
	const char *need, *word;
	struct conf_when when;
	struct env env = { 0 };

	if (conf_is_never(svc->section)) {
		snprintf(text, size, "instances = 0");
		return;
	}
	if (has_names(svc))
		fill(svc->sup, &env);
	word = env.vars != NULL ? broken_by_name(svc, &env) : NULL;
	if (word == NULL)
		word = broken_when_asked(svc, &when);
	need = word == NULL ? skipped_need(svc) : NULL;
	if (need != NULL)
		snprintf(text, size, "its need %s is skipped", need);
	else
		snprintf(text, size, "when = %s", word != NULL ? word : "?");
}

/* ---- made ---- */

int when_new_all(struct edition *e)
{
	uint32_t used = 0;

	for (uint32_t i = 0; i < e->count; i++)
		used += when_is_asked(e->services[i].section);
	if (!EDITION_ROOM(e->conditions, used))
		return -ENOMEM;
	e->condition_count = used;
	used = 0;
	for (uint32_t i = 0; i < e->count; i++) {
		struct service *svc = &e->services[i];

		if (!when_is_asked(svc->section))
			continue;
		e->conditions[used] = (struct condition){ .svc = svc };
		job_init(&e->conditions[used++].job, svc, on_done);
	}
	return 0;
}

void when_forget(struct service *svc)
{
	struct condition *c = condition_of(svc);

	if (c != NULL)
		job_forget(&c->job);
}
