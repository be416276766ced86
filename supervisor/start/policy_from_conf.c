/* supervisor/start/policy_from_conf.c - the keys of a service that are its policy. */
#include "conf/base/signals.h"
#include "supervisor/service.h"

#include <errno.h>
#include <string.h>

/* clang-format off */
static const enum conf_key keys[] = {
	CONF_SERVICE_RESTART, CONF_SERVICE_RESTART_DELAY, CONF_SERVICE_RESTART_MAX_DELAY,
	CONF_SERVICE_RESTART_RESET, CONF_SERVICE_RESTART_LIMIT, CONF_SERVICE_START_TIMEOUT,
	CONF_SERVICE_SUCCESS, CONF_SERVICE_ON_FAILED, CONF_SERVICE_STOP_SIGNAL,
	CONF_SERVICE_STOP_TIMEOUT, CONF_SERVICE_PRE_STOP_TIMEOUT, CONF_SERVICE_ON_UNHEALTHY,
	CONF_SERVICE_STOP_TARGET, CONF_SERVICE_KILL, CONF_SERVICE_KILL_TIMEOUT,
};
/* clang-format on */

bool policy_is_dynamic(const struct conf_section *section)
{
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		if (conf_is_dynamic(section, keys[i]))
			return true;
	}
	return false;
}

static void set_stops(struct policy *p, const struct conf_value *v)
{
	p->stop_count = (uint32_t)v->stop_count;
	for (uint32_t i = 0; i < p->stop_count; i++) {
		p->stop_waits[i] = v->stops[i].wait;
		p->stop_signals[i] = (uint8_t)v->stops[i].signal;
	}
}

static void set_stop_timeout(struct policy *p, msec wait, bool written)
{
	for (uint32_t i = 0; i < p->stop_count; i++) {
		if (p->stop_waits[i] >= 0)
			continue;
		p->stop_waits[i] = wait;
		p->default_waits |= written ? 0 : DEFAULT_STOP(i);
	}
	if (p->post_stop_time == 0)
		return;
	p->post_stop_time = wait;
	p->default_waits |= written ? 0 : DEFAULT_POST_STOP;
}

static void set_pre_stop_timeout(struct policy *p, msec wait, bool written)
{
	p->pre_stop_timeout = wait;
	p->default_waits |= written ? 0 : DEFAULT_PRE_STOP;
}

static void set(struct policy *p, enum conf_key key, const struct conf_value *v,
		bool written)
{
	if (key == CONF_SERVICE_RESTART)
		p->restart = written || !(p->task || p->main) ? (enum conf_restart)v->number
							      : RESTART_NEVER;
	else if (key == CONF_SERVICE_RESTART_DELAY)
		p->delay = v->number;
	else if (key == CONF_SERVICE_RESTART_MAX_DELAY)
		p->max_delay = v->number;
	else if (key == CONF_SERVICE_RESTART_RESET)
		p->reset = v->number;
	else if (key == CONF_SERVICE_RESTART_LIMIT)
		p->limit = (uint32_t)v->number;
	else if (key == CONF_SERVICE_START_TIMEOUT)
		p->start_timeout = written || !p->task ? v->number : 0;
	else if (key == CONF_SERVICE_SUCCESS)
		p->success = v->codes;
	else if (key == CONF_SERVICE_ON_FAILED)
		p->shutdown_when_failed = v->number == ON_FAILED_SHUTDOWN;
	else if (key == CONF_SERVICE_ON_UNHEALTHY)
		p->unhealthy = (enum policy_unhealthy)v->number;
	else if (key == CONF_SERVICE_STOP_TARGET)
		p->stop_target = (uint8_t)v->number;
	else if (key == CONF_SERVICE_KILL)
		p->kill = (uint8_t)v->number;
	else if (key == CONF_SERVICE_KILL_TIMEOUT)
		p->kill_timeout = v->number;
	else if (key == CONF_SERVICE_PRE_STOP_TIMEOUT)
		set_pre_stop_timeout(p, v->number, written);
	else if (key == CONF_SERVICE_STOP_SIGNAL)
		set_stops(p, v);
	else if (key == CONF_SERVICE_STOP_TIMEOUT)
		set_stop_timeout(p, v->number, written);
}

/* on-failed = start:NAME; of a name with variables nobody knew before whether it is one. */
static int set_starts(struct policy *p, const struct conf_section *section,
		      const struct conf_value *v, struct text *err)
{
	const struct conf *conf = conf_of(section);
	int service = conf_find_target(conf, v->text);

	if (service < 0) {
		return text_fail(err, "on-failed = start:%s: no such service", v->text);
	}
	p->start_when_failed = service + (int32_t)conf_setup_count(conf);
	return 0;
}

/* Keys with start-time variables: without `env` (at load) they have their defaults. */
int policy_load(const struct conf_section *section, struct env *env,
		struct conf_scratch *scratch, struct policy *ret, struct text *err)
{
	struct conf_lookup lookup = { .find = env_lookup, .context = env };
	struct conf_value value;
	struct policy p;

	memset(&p, 0, sizeof p); /* compared as bytes */
	p.setup = conf_is_setup(section);
	p.task = p.setup || conf_number(section, CONF_SERVICE_TYPE) == TYPE_TASK;
	p.main = conf_bool(section, CONF_SERVICE_MAIN);
	p.prepare = wait_for_is_set(section) || conditions_before_start(section);
	p.restart_with_need = conf_number(section, CONF_SERVICE_WHEN_NEED_RESTARTS) ==
			      NEED_RESTARTS_RESTART;
	p.pre_stop = conf_is_set(section, CONF_SERVICE_PRE_STOP);
	p.post_stop_time = conf_is_set(section, CONF_SERVICE_POST_STOP); /* until known */
	p.start_when_failed = -1;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		bool dynamic = conf_is_dynamic(section, keys[i]);
		size_t used = scratch->used;
		int r;

		memset(&value, 0, sizeof value);
		if (dynamic && env == NULL) {
			value.number = conf_number(section, keys[i]);
		} else {
			r = conf_expand_value(section, keys[i], env ? &lookup : NULL,
					      scratch, &value, err);
			if (r == 0 && keys[i] == CONF_SERVICE_ON_FAILED &&
			    value.number == ON_FAILED_START)
				r = set_starts(&p, section, &value, err);
			if (r < 0)
				return r;
		}
		scratch->used = used;
		set(&p, keys[i], &value,
		    conf_is_set(section, keys[i]) && (!dynamic || env));
	}
	if (p.stop_count == 0) { /* only a list not known yet */
		p.stop_count = 1;
		p.stop_signals[0] = CTINIT_SIGTERM;
		p.stop_waits[0] = SECONDS(5);
		p.default_waits |= DEFAULT_STOP(0);
	}
	*ret = p;
	return 0;
}
