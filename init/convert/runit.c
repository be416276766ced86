/* init/convert/runit.c - converts service directories of runit. */
#include "init/convert/rule.h"
#include "init/convert/s6.h"
#include "init/convert/service_folder.h"

#include <string.h>

/* clang-format off */
static const struct key_rule runit_rules[] = {
	{ "run", RULE_OWN, CONF_KEY_COUNT, "`command`. A script that only sets a user, a directory or variables and executes a program becomes keys; any other script stays and is the command" },
	{ "chpst -u, -e in run", RULE_OWN, CONF_KEY_COUNT, "`user`, `env-dir`; with other options the script stays" },
	{ "finish", RULE_OWN, CONF_KEY_COUNT, "`post-stop`; `main = yes` if it ends the container" },
	{ "check", RULE_OWN, CONF_KEY_COUNT, "`ready = exec:PATH`" },
	{ "down", RULE_OWN, CONF_KEY_COUNT, "`autostart = no`" },
	{ "log/run", RULE_OWN, CONF_KEY_COUNT, "svlogd: `log-file`, `log-max-size`, `log-keep`, `log-time`; another program: a service, and `stdout = pipe:NAME`" },
	{ "control/", RULE_LOST, CONF_KEY_COUNT, "see `pre-stop`, `reload` and `stop-signal`" },
	{ "supervise/", RULE_NOTHING, CONF_KEY_COUNT, "" },
	{ .key = NULL },
};
/* clang-format on */

void runit_table(FILE *out)
{
	rules_print(runit_rules, "file of runit", out);
}

static bool is_service(const char *folder)
{
	return source_is_file(pool_format("%s/run", folder));
}

/* Returns true if a script of the directory uses runit's programs, or its path is one of
 * runit's. s6 and runit directories look the same otherwise. */
bool runit_fits(const char *folder)
{
	struct strings names = source_names(folder);
	bool place = strstr(folder, "/sv") || strstr(folder, "runit") ||
		     text_ends_with(folder, "/service");
	bool any = is_service(folder), fits = false;

	for (size_t i = 0; i < names.count; i++) {
		const char *path = pool_format("%s/%s", folder, names.list[i]), *why;
		char *run = source_read(pool_format("%s/run", path), &why);
		char *log = source_read(pool_format("%s/log/run", path), &why);

		any |= run != NULL;
		if (source_is_file(pool_format("%s/type", path)) ||
		    source_is_file(pool_format("%s/notification-fd", path)))
			return false;
		fits |= (run && (strstr(run, "chpst") || strstr(run, "sv "))) ||
			(log && strstr(log, "svlogd"));
	}
	return any && (fits || place);
}

bool runit_convert(struct draft *draft, const struct place *place, const char **ret_why)
{
	const char *folder = place->operand;
	struct strings names = source_names(folder);
	struct service_folder service = { draft, place, folder, path_name(folder), true };

	if (is_service(folder))
		service_folder_convert(&service);
	for (size_t i = 0; i < names.count && !is_service(folder); i++) {
		service.path = pool_format("%s/%s", folder, names.list[i]);
		service.name = names.list[i];
		if (is_service(service.path))
			service_folder_convert(&service);
	}
	service_folders_finish(draft);
	if (draft->section_count == 0)
		*ret_why = "it has no service directory";
	return draft->section_count > 0;
}
