/* init/convert/s6.c - converts service directories of s6, s6-rc and s6-overlay. */
#include "init/convert/s6.h"

#include "init/convert/marked.h"
#include "init/convert/rule.h"
#include "init/convert/s6_rc.h"
#include "init/convert/service_folder.h"

#include <string.h>

/* clang-format off */
static const struct key_rule s6_rules[] = {
	{ "run", RULE_OWN, CONF_KEY_COUNT, "`command`. A script that only sets a user, a directory or variables and executes a program becomes keys; any other script stays and is the command" },
	{ "s6-setuidgid, s6-envdir in run", RULE_OWN, CONF_KEY_COUNT, "`user`, `env-dir`" },
	{ "finish", RULE_OWN, CONF_KEY_COUNT, "`post-stop`; `main = yes` if it ends the container" },
	{ "type", RULE_OWN, CONF_KEY_COUNT, "longrun: a daemon; oneshot: `type = task`; bundle: `group = BUNDLE` in its services" },
	{ "up", RULE_OWN, CONF_KEY_COUNT, "`command`; by `execlineb -P` if it is more than words" },
	{ "down of a oneshot", RULE_LOST, CONF_KEY_COUNT, "a task has no command for its end: use `post-stop` of a service" },
	{ "down", RULE_OWN, CONF_KEY_COUNT, "`autostart = no`" },
	{ "dependencies, dependencies.d", RULE_OWN, CONF_KEY_COUNT, "`needs`" },
	{ "contents, contents.d", RULE_OWN, CONF_KEY_COUNT, "`group`; what is not in the bundle `user` gets `autostart = no`" },
	{ "notification-fd", RULE_OWN, CONF_KEY_COUNT, "`ready = fd:N`" },
	{ "data/check", RULE_OWN, CONF_KEY_COUNT, "`ready = exec:PATH`" },
	{ "down-signal", RULE_OWN, CONF_KEY_COUNT, "`stop-signal`" },
	{ "timeout-kill, timeout-down", RULE_OWN, CONF_KEY_COUNT, "`stop-timeout`" },
	{ "timeout-up", RULE_OWN, CONF_KEY_COUNT, "`start-timeout`" },
	{ "timeout-finish", RULE_NOTHING, CONF_KEY_COUNT, "`post-stop` may take `stop-timeout`" },
	{ "max-death-tally", RULE_OWN, CONF_KEY_COUNT, "`restart-limit`; without it 0, which is no limit" },
	{ "log/run, producer-for, consumer-for", RULE_OWN, CONF_KEY_COUNT, "s6-log and logutil-service: `log-file`, `log-max-size`, `log-keep`, `log-time`; another program: a service, and `stdout = pipe:NAME`" },
	{ "reload-signal", RULE_OWN, CONF_KEY_COUNT, "`reload`" },
	{ "cont-init.d", RULE_OWN, CONF_KEY_COUNT, "`[setup:cont-init] scripts`" },
	{ "cont-finish.d", RULE_LOST, CONF_KEY_COUNT, "there are no scripts for the end of the container: use `post-stop` of a service" },
	{ "fix-attrs.d", RULE_LOST, CONF_KEY_COUNT, "write `dirs = /PATH:mode=MODE,user=USER,recursive` into a setup" },
	{ .key = NULL },
};
/* clang-format on */

void s6_table(FILE *out)
{
	rules_print(s6_rules, "file of s6", out);
}

static bool is_in(const char *folder, const char *name)
{
	return source_is_file(pool_format("%s/%s", folder, name));
}

static bool has_folder(const char *folder, const char *name)
{
	return source_is_folder(pool_format("%s/%s", folder, name));
}

/* Returns true if a directory in it has this file. */
static bool any_has(const char *folder, const char *name)
{
	struct strings names = source_names(folder);

	for (size_t i = 0; i < names.count; i++)
		if (is_in(pool_format("%s/%s", folder, names.list[i]), name))
			return true;
	return false;
}

bool s6_fits(const char *folder)
{
	static const char *const folders[] = { "s6-overlay",     "s6-rc.d",
					       "services.d",     "cont-init.d",
					       "etc/s6-overlay", "etc/services.d",
					       "etc/cont-init.d" };

	for (size_t i = 0; i < ARRAY_LEN(folders); i++)
		if (has_folder(folder, folders[i]))
			return true;
	return is_in(folder, "type") || is_in(folder, "run") || any_has(folder, "type") ||
	       any_has(folder, "run");
}

/* ---- directories ---- */

/* Each directory with a file `run` is a service. */
static void convert_services(struct draft *draft, const struct place *place,
			     const char *folder)
{
	struct strings names = source_names(folder);

	for (size_t i = 0; i < names.count; i++) {
		struct service_folder service = {
			draft, place, pool_format("%s/%s", folder, names.list[i]),
			names.list[i], false
		};

		if (is_in(service.path, "run"))
			service_folder_convert(&service);
	}
}

static void convert_cont_init(struct draft *draft, const struct place *place,
			      const char *folder)
{
	struct draft_section *setup = draft_section(draft, CONF_SETUP, "cont-init");

	draft_set(setup, CONF_SERVICE_SCRIPTS, marked_word(place_inside(place, folder)));
	draft_info(draft, "cont-init.d",
		   "a script that fails ends the container with its code, as with "
		   "S6_BEHAVIOUR_IF_STAGE2_FAILS=2; scripts that begin with with-contenv "
		   "need "
		   "that program: docs/from-s6-overlay.md");
}

/* Reports a directory by its rule, if it has files. */
static void report_folder(struct draft *draft, const char *folder, const char *name)
{
	struct strings names = source_names(pool_format("%s/%s", folder, name));

	if (names.count > 0)
		rule_report(draft, rule_find(s6_rules, name), NULL,
			    pool_format("%s/%s", name, names.list[0]));
}

/* Converts /etc of an image with s6-overlay. */
static void convert_etc(struct draft *draft, const struct place *place, const char *etc)
{
	static const char *const trees[] = { "s6-overlay/s6-rc.d", "s6-rc.d",
					     "s6-rc/source" };
	static const char *const lists[] = { "services.d", "s6-overlay/services.d" };

	if (has_folder(etc, "cont-init.d"))
		convert_cont_init(draft, place, pool_format("%s/cont-init.d", etc));
	for (size_t i = 0; i < ARRAY_LEN(trees); i++)
		if (has_folder(etc, trees[i]))
			s6_rc_convert(draft, place, pool_format("%s/%s", etc, trees[i]));
	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		if (has_folder(etc, lists[i]))
			convert_services(draft, place, pool_format("%s/%s", etc, lists[i]));
	report_folder(draft, etc, "cont-finish.d");
	report_folder(draft, etc, "fix-attrs.d");
}

bool s6_convert(struct draft *draft, const struct place *place, const char **ret_why)
{
	const char *folder = place->operand;
	struct service_folder one = { draft, place, folder, path_name(folder), false };

	if (has_folder(folder, "etc"))
		convert_etc(draft, place, pool_format("%s/etc", folder));
	else if (is_in(folder, "type"))
		s6_rc_convert_one(draft, place, folder);
	else if (is_in(folder, "run"))
		service_folder_convert(&one);
	else if (any_has(folder, "type"))
		s6_rc_convert(draft, place, folder);
	else if (any_has(folder, "run"))
		convert_services(draft, place, folder);
	else
		convert_etc(draft, place, folder);
	service_folders_finish(draft);
	if (draft->section_count == 0)
		*ret_why = "it has no service directory";
	return draft->section_count > 0;
}
