/* supervisor/probe/probe.c - runs one probe, which tests whether something answers. */
#include "supervisor/probe/probe.h"

#include "conf/base/clock.h"
#include "supervisor/base/io.h"
#include "supervisor/env/cache.h"
#include "supervisor/probe/connection.h"
#include "supervisor/probe/finish.h"
#include "supervisor/probe/path_probe.h"
#include "supervisor/probe/target.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

static void begin_target(struct probe *probe);

static bool find_target(struct probe *probe, struct probe_target *ret)
{
	char why[HELPER_TEXT];
	int r = probe_target_find(probe->unit, NULL, probe->entry, ret, &TEXT(why));

	probe->has_no_target = r == 1;
	if (r != 0)
		probe_finish(probe, probe->has_no_target, why);
	return r == 0;
}

/* ---- environment files ---- */

static void on_env_read(void *context, bool good, const char *text)
{
	struct probe *probe = context;

	probe->state = PROBE_IDLE;
	probe->deadline = clock_now() + probe->timeout;
	if (good)
		begin_target(probe);
	else
		probe_finish(probe, false, text);
}

/* Returns true if the probe cannot continue now: a helper reads the files of the service's
 * environment, or could not be started and the probe has failed. */
static bool reads_env_first(struct probe *probe, bool needs_env)
{
	char why[HELPER_TEXT];

	if (!needs_env || !env_cache_is_stale(probe->unit))
		return false;
	probe->state = PROBE_READING_ENV;
	if (env_cache_read(probe->unit, on_env_read, probe, &TEXT(why)) < 0)
		probe_finish(probe, false, why);
	return true;
}

/* ---- helpers ---- */

static int command_words(struct helper *helper, struct env *env, char *const **ret_argv,
			 struct text *err)
{
	struct probe *probe = container_of(helper, struct probe, helper);
	struct probe_target target;
	int r;

	r = probe_target_find(probe->unit, env, probe->entry, &target, err);
	if (r == 1)
		return text_fail(err, "its command has vanished");
	if (r == 0)
		*ret_argv = target.argv;
	return r;
}

static void run_command(struct probe *probe)
{
	struct helper_spec spec = { .expand_argv = command_words, .quiet = true };
	char why[HELPER_TEXT];

	spec.timeout = probe->timeout;
	probe->state = PROBE_RUNNING_COMMAND;
	if (helper_start(&probe->helper, &spec, &TEXT(why)) < 0)
		probe_finish(probe, false, why);
}

static void check_path_as_user(struct probe *probe)
{
	struct probe_target target;
	char path[PATH_MAX];

	if (reads_env_first(probe, true) || !find_target(probe, &target))
		return;
	/* The helper's start overwrites the scratch memory. */
	snprintf(path, sizeof path, "%s", target.rest);
	probe_path_as_user(probe, path);
}

static void resolver_ended(struct probe *probe, enum helper_end end, const char *text)
{
	char why[HELPER_TEXT];

	if (end == HELPER_OK) {
		probe_resolved(probe);
	} else if (end == HELPER_NOT_STARTED) {
		probe_finish(probe, false, text);
	} else if (end == HELPER_TIMEOUT) {
		snprintf(why, sizeof why, "the resolver: %.300s", text);
		probe_fail(probe, ACTION_RESOLVE, why);
	} else {
		probe_fail(probe, ACTION_RESOLVE, resolve_reason(probe->helper.exit_code));
	}
}

static void on_helper_done(struct helper *helper, enum helper_end end, const char *text)
{
	struct probe *probe = container_of(helper, struct probe, helper);

	switch ((enum probe_state)probe->state) {
	case PROBE_CHECKING_PATH:
	case PROBE_CHECKING_PATH_AS_USER:
		if (probe_path_checked(probe, end, text))
			check_path_as_user(probe);
		return;
	case PROBE_RUNNING_COMMAND:
		if (end == HELPER_OK)
			probe_finish(probe, true, "");
		else if (end == HELPER_NOT_STARTED)
			probe_finish(probe, false, text);
		else
			probe_fail(probe, ACTION_RUN, text);
		return;
	case PROBE_IDLE:
	case PROBE_READING_ENV:
	case PROBE_RESOLVING:
	case PROBE_CONNECTING:
	case PROBE_READING_REPLY: break;
	}
	resolver_ended(probe, end, text);
}

/* ---- starting ---- */

/* Returns true if the probe needs a helper with the service's user: for a command, or for a
 * name that must be resolved. */
static bool needs_user(const struct probe_target *target)
{
	struct dns_address found[RESOLVE_MAX];

	return target->kind == READY_EXEC ||
	       ((target->kind == READY_TCP || target->kind == READY_HTTP) &&
		probe_literal_addresses(target->host, found) == 0);
}

static void begin_target(struct probe *probe)
{
	struct probe_target target;

	if (reads_env_first(probe,
			    conf_is_dynamic(probe->unit->section, probe->entry.key)) ||
	    !find_target(probe, &target) || reads_env_first(probe, needs_user(&target)))
		return;
	probe->kind = (uint8_t)target.kind;
	probe_set_label(probe, target.rest);
	if (target.kind == READY_FILE || target.kind == READY_UNIX)
		probe_path(probe, target.rest);
	else if (target.kind == READY_EXEC)
		run_command(probe);
	else
		probe_connect_host(probe, &target);
}

void probe_start(struct probe *probe, struct probe_entry entry, msec timeout)
{
	probe_cancel(probe);
	probe->helper.no_room = false;
	probe->has_no_target = false;
	probe->entry = entry;
	probe->timeout = timeout;
	probe->deadline = clock_now() + timeout;
	probe->error = 0;
	begin_target(probe);
}

static void on_io(struct ev_loop *loop, struct io *w)
{
	struct probe *probe = container_of(w, struct probe, io);

	(void)loop;
	probe_connection_ready(probe);
	context_pump(probe->unit->ctx);
}

static void on_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct probe *probe = container_of(w, struct probe, timer);

	(void)loop;
	(void)revents;
	probe_connection_timeout(probe);
	context_pump(probe->unit->ctx);
}

void probe_init(struct probe *probe, struct unit *u,
		void (*done)(struct probe *probe, bool passed, const char *text))
{
	*probe = (struct probe){ .unit = u, .done = done };
	helper_init(&probe->helper, u, on_helper_done);
	ev_init(&probe->timer, on_timer);
	io_init(&probe->io, on_io);
}
