/* supervisor/start/policy_from_conf.c - makes a service's struct policy from its keys. */
#include "supervisor/start/policy_from_conf.h"

#include "conf/base/signal_names.h"
#include "supervisor/probe/conditions.h"
#include "supervisor/probe/wait_for.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* `written` is false for a default value. */
struct policy_value {
	const struct conf_value *v;
	bool written;
};

static void set_restart(struct policy *p, struct policy_value value)
{
	p->restart = value.written || !(p->task || p->main)
			     ? (enum conf_restart)value.v->number
			     : RESTART_NEVER;
}

static void set_delay(struct policy *p, struct policy_value value)
{
	p->delay = value.v->number;
}

static void set_max_delay(struct policy *p, struct policy_value value)
{
	p->max_delay = value.v->number;
}

static void set_reset(struct policy *p, struct policy_value value)
{
	p->reset = value.v->number;
}

static void set_limit(struct policy *p, struct policy_value value)
{
	p->limit = (uint32_t)value.v->number;
}

static void set_start_timeout(struct policy *p, struct policy_value value)
{
	p->start_timeout = value.written || !p->task ? value.v->number : 0;
}

static void set_success(struct policy *p, struct policy_value value)
{
	p->success = value.v->codes;
}

static void set_on_failed(struct policy *p, struct policy_value value)
{
	p->shutdown_when_failed = value.v->number == ON_FAILED_SHUTDOWN;
}

static void set_on_unhealthy(struct policy *p, struct policy_value value)
{
	p->unhealthy = (enum policy_unhealthy)value.v->number;
}

static void set_stop_target(struct policy *p, struct policy_value value)
{
	p->stop_target = (uint8_t)value.v->number;
}

static void set_kill(struct policy *p, struct policy_value value)
{
	p->kill = (uint8_t)value.v->number;
}

static void set_kill_timeout(struct policy *p, struct policy_value value)
{
	p->kill_timeout = value.v->number;
}

static void set_pre_stop_timeout(struct policy *p, struct policy_value value)
{
	p->pre_stop_timeout = value.v->number;
	p->default_waits |= value.written ? 0 : DEFAULT_PRE_STOP;
}

static void set_stop_signal(struct policy *p, struct policy_value value)
{
	p->stop_count = (uint32_t)value.v->stop_count;
	for (uint32_t i = 0; i < p->stop_count; i++) {
		p->stop_waits[i] = value.v->stops[i].wait;
		p->stop_signals[i] = (uint8_t)value.v->stops[i].signal;
	}
}

/* Sets the waits that stop-signal does not set, and the time limit of `post-stop`. */
static void set_stop_timeout(struct policy *p, struct policy_value value)
{
	for (uint32_t i = 0; i < p->stop_count; i++) {
		if (p->stop_waits[i] >= 0)
			continue;
		p->stop_waits[i] = value.v->number;
		p->default_waits |= value.written ? 0 : DEFAULT_STOP(i);
	}
	if (p->post_stop_time == 0)
		return;
	p->post_stop_time = value.v->number;
	p->default_waits |= value.written ? 0 : DEFAULT_POST_STOP;
}

/* clang-format off */
static const struct policy_key {
	enum conf_key key;
	void (*set)(struct policy *p, struct policy_value value);
} keys[] = { /* stop-timeout must follow stop-signal */
	{ CONF_SERVICE_RESTART,           set_restart },
	{ CONF_SERVICE_RESTART_DELAY,     set_delay },
	{ CONF_SERVICE_RESTART_MAX_DELAY, set_max_delay },
	{ CONF_SERVICE_RESTART_RESET,     set_reset },
	{ CONF_SERVICE_RESTART_LIMIT,     set_limit },
	{ CONF_SERVICE_START_TIMEOUT,     set_start_timeout },
	{ CONF_SERVICE_SUCCESS,           set_success },
	{ CONF_SERVICE_ON_FAILED,         set_on_failed },
	{ CONF_SERVICE_STOP_SIGNAL,       set_stop_signal },
	{ CONF_SERVICE_STOP_TIMEOUT,      set_stop_timeout },
	{ CONF_SERVICE_PRE_STOP_TIMEOUT,  set_pre_stop_timeout },
	{ CONF_SERVICE_ON_UNHEALTHY,      set_on_unhealthy },
	{ CONF_SERVICE_STOP_TARGET,       set_stop_target },
	{ CONF_SERVICE_KILL,              set_kill },
	{ CONF_SERVICE_KILL_TIMEOUT,      set_kill_timeout },
};
/* clang-format on */

bool policy_is_dynamic(const struct conf_section *section)
{
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		if (conf_is_dynamic(section, keys[i].key))
			return true;
	}
	return false;
}

/* Finds the service of `on-failed = start:NAME`. A NAME with variables could not be checked
 * at load. */
static int find_start_when_failed(struct policy *p, const struct conf_section *section,
				  const struct conf_value *v, struct text *err)
{
	const struct conf *conf = conf_of(section);
	int service = conf_find_target(conf, v->text);

	if (service < 0) {
		text_set(err, "on-failed = start:%s: no such service", v->text);
		return -EINVAL;
	}
	p->start_when_failed = service + (int32_t)conf_setup_count(conf);
	return 0;
}

/* Sets the fields that keys[] does not set. */
static void init_policy(struct policy *p, const struct conf_section *section)
{
	/* Zeroes the padding, too, because policies are compared as bytes. */
	memset(p, 0, sizeof *p);
	p->setup = conf_is_setup(section);
	p->task = p->setup || conf_number(section, CONF_SERVICE_TYPE) == TYPE_TASK;
	p->main = conf_bool(section, CONF_SERVICE_MAIN);
	p->prepare = wait_for_is_set(section) || conditions_before_start(section);
	p->restart_with_need = conf_number(section, CONF_SERVICE_WHEN_NEED_RESTARTS) ==
			       NEED_RESTARTS_RESTART;
	p->pre_stop = conf_is_set(section, CONF_SERVICE_PRE_STOP);
	/* 1 means that `post-stop` is set; set_stop_timeout() sets its time. */
	p->post_stop_time = conf_is_set(section, CONF_SERVICE_POST_STOP);
	p->start_when_failed = -1;
}

/* Used until the variables in stop-signal are known. */
static void set_default_stop(struct policy *p)
{
	p->stop_count = 1;
	p->stop_signals[0] = CTINIT_SIGTERM;
	p->stop_waits[0] = SECONDS(5);
	p->default_waits |= DEFAULT_STOP(0);
}

int policy_load(const struct conf_section *section, struct env *env,
		struct conf_scratch *scratch, struct policy *ret, struct text *err)
{
	struct conf_lookup lookup = { .find = env_lookup, .context = env };
	const struct conf_expansion expansion = { env ? &lookup : NULL, scratch };
	struct conf_value value;
	struct policy p;

	init_policy(&p, section);
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		enum conf_key key = keys[i].key;
		bool dynamic = conf_is_dynamic(section, key);
		size_t used = scratch->used;
		int r = 0;

		memset(&value, 0, sizeof value);
		if (dynamic && env == NULL)
			value.number = conf_number(section, key);
		else
			r = conf_expand_value(section, key, &expansion, &value, err);
		if (r == 0 && key == CONF_SERVICE_ON_FAILED && (!dynamic || env != NULL) &&
		    value.number == ON_FAILED_START)
			r = find_start_when_failed(&p, section, &value, err);
		if (r < 0)
			return r;
		scratch->used = used;
		keys[i].set(&p, (struct policy_value){ &value, conf_is_set(section, key) &&
								       (!dynamic || env) });
	}
	if (p.stop_count == 0)
		set_default_stop(&p);
	*ret = p;
	return 0;
}
