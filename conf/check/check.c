/* conf/check/check.c - runs all checks, and finds keys of one service that contradict
 * each other. */
#include "conf/check/check.h"

#include <stdio.h>
#include <string.h>

static void check_task(const struct conf_section *section)
{
	const struct entry *restart = entry_scalar(section, CONF_SERVICE_RESTART);
	const struct entry *ready = entry_scalar(section, CONF_SERVICE_READY);

	if (!entry_is_word(section, CONF_SERVICE_TYPE, "task"))
		return;
	if (ready && !ready->resets && !entry_is_word(section, CONF_SERVICE_READY, "start"))
		entry_error(section, ready,
			    "a task satisfies the services that need it when it has "
			    "succeeded: remove ready, or type = task");
	if (restart && !restart->resets &&
	    entry_is_word(section, CONF_SERVICE_RESTART, "always"))
		entry_error(section, restart,
			    "= always: a task runs to its end; expected never or "
			    "on-failure, or type = daemon");
}

/* Returns true if a task or setup does something even without a command. */
static bool does_something(const struct conf_section *section)
{
	static const enum conf_key keys[] = { CONF_SERVICE_SCRIPTS, CONF_SERVICE_DIRS,
					      CONF_SERVICE_REMOVE, CONF_SERVICE_PRE_START,
					      CONF_SERVICE_WAIT_FOR };

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		if (conf_is_set(section, keys[i]))
			return true;
	}
	return false;
}

static void check_command(struct conf *conf, const struct conf_section *section)
{
	bool task = section->kind == CONF_SETUP ||
		    entry_is_word(section, CONF_SERVICE_TYPE, "task");
	const struct entry *scripts = entry_find(section, CONF_SERVICE_SCRIPTS);
	char title[64];

	if (scripts && !task) {
		entry_error(section, scripts,
			    "only a setup or a service with type = task may have this key");
		return;
	}
	if (section->command_is_wrong || entry_find(section, CONF_SERVICE_COMMAND) ||
	    (task && does_something(section)))
		return;
	file_error(conf, section->file, section->line,
		   "%s command: missing; for example \"command = %s\"",
		   section_title(section, title),
		   conf_key_info(CONF_SERVICE_COMMAND)->example);
}

static void check_pid_file(const struct conf_section *section)
{
	const struct entry *type = entry_find(section, CONF_SERVICE_TYPE);
	const struct entry *file = entry_find(section, CONF_SERVICE_PID_FILE);
	bool forking = entry_is_word(section, CONF_SERVICE_TYPE, "forking");

	if (forking && !file)
		entry_error(section, type,
			    "= forking: pid-file is missing, the file that names the main "
			    "process; for example \"pid-file = %s\"",
			    conf_key_info(CONF_SERVICE_PID_FILE)->example);
	if (!forking && file && file == entry_scalar(section, CONF_SERVICE_PID_FILE))
		entry_error(section, file, "is for type = forking only");
	if (forking && file && !file->is_dynamic && section->instance > 0)
		entry_error(section, file,
			    "all instances would share this file; put ${CTINIT_INSTANCE} "
			    "into its name");
}

static void check_input(const struct conf_section *section)
{
	const struct entry *in = entry_find(section, CONF_SERVICE_STDIN);
	const struct entry *terminal = entry_scalar(section, CONF_SERVICE_TERMINAL);

	if (terminal && in && conf_bool(section, CONF_SERVICE_TERMINAL) &&
	    !entry_is_word(section, CONF_SERVICE_STDIN, "inherit"))
		entry_error(section, terminal,
			    "= %s: the terminal is the service's input; remove its stdin",
			    terminal->words[0]);
}

static void check_service(struct conf *conf, const struct conf_section *section)
{
	if (section->instance > 1)
		return; /* all instances have the same keys, so one check is enough */
	check_input(section);
	check_command(conf, section);
	check_task(section);
	conf_check_log(conf, section);
	check_pid_file(section);
}

/* The container has one terminal and one input, so only one service may have them. */
static void check_terminal(struct conf *conf)
{
	const struct conf_section *first = NULL;

	for (size_t i = 0; i < conf->services.count; i++) {
		const struct conf_section *section = conf->services.sections[i];
		const struct entry *entry = entry_terminal(section);

		if (!entry || section->instance > 2)
			continue;
		if (first)
			entry_error(section, entry,
				    "= %s: only one service may have the container's "
				    "terminal and input, and %s has it",
				    entry->words[0], first->name);
		else
			first = section;
	}
}

static void check_disabled(struct conf *conf)
{
	for (size_t i = 0; i < conf->disabled_count; i++) {
		const struct conf_section *section =
			conf->services.sections[conf->services.count + i];

		if (conf_bool(section, CONF_SERVICE_MAIN))
			entry_warning(section, entry_scalar(section, CONF_SERVICE_MAIN),
				      "= yes has no effect with enabled = no: the service "
				      "does not end the container");
	}
}

void conf_check(struct conf *conf)
{
	conf_check_container(conf);
	conf_check_groups(conf);
	for (size_t i = 0; i < conf->services.count; i++)
		check_service(conf, conf->services.sections[i]);
	for (size_t i = 0; i < conf->setups.count; i++)
		check_command(conf, conf->setups.sections[i]);
	check_terminal(conf);
	conf_check_log_files(conf);
	conf_check_log_loops(conf);
	check_disabled(conf);
	conf_check_edges(conf);
	conf_check_references(conf);
}
