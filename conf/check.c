/* conf/check.c - what is wrong between keys and between services. */
#include "conf/model.h"

#include <string.h>

static bool is_word(const struct conf_section *section, enum conf_key key, const char *word)
{
	const struct entry *entry = entry_find(section, key);

	return entry && !entry->dynamic && entry->count > 0 &&
	       strcmp(entry->words[0], word) == 0;
}

static void check_task(struct conf *conf, const struct conf_section *section)
{
	const struct entry *restart = entry_single(section, CONF_SERVICE_RESTART);
	const struct entry *ready = entry_single(section, CONF_SERVICE_READY);

	if (!is_word(section, CONF_SERVICE_TYPE, "task"))
		return;
	if (ready && !ready->cleared && !is_word(section, CONF_SERVICE_READY, "start"))
		diag_entry(conf, section, ready, false,
			   "a task satisfies others when it has ended with success: take "
			   "ready away, or type = task");
	if (restart && !restart->cleared &&
	    is_word(section, CONF_SERVICE_RESTART, "always"))
		diag_entry(conf, section, restart, false,
			   "= always: a task runs to its end; want never or on-failure, or "
			   "type = daemon");
}

static void check_service(struct conf *conf, const struct conf_section *section)
{
	char title[64];

	if (!section->bad_command && !entry_find(section, CONF_SERVICE_COMMAND))
		diag_at(conf, section->file, section->line, false,
			"%s command: missing; for example \"command = %s\"",
			section_title(section, title),
			conf_key_info(CONF_SERVICE_COMMAND)->eg);
	check_task(conf, section);
}

static void check_stdin(struct conf *conf)
{
	const struct conf_section *first = NULL;

	for (size_t i = 0; i < conf->services.count; i++) {
		const struct conf_section *section = conf->services.at[i];

		if (!is_word(section, CONF_SERVICE_STDIN, "inherit"))
			continue;
		if (first)
			diag_entry(conf, section, entry_find(section, CONF_SERVICE_STDIN),
				   false,
				   "= inherit: only one service may have the container's "
				   "stdin, "
				   "and %s has it",
				   first->name);
		else
			first = section;
	}
}

static void check_disabled(struct conf *conf)
{
	for (size_t i = 0; i < conf->disabled_count; i++) {
		const struct conf_section *section =
			conf->services.at[conf->services.count + i];

		if (conf_bool(section, CONF_SERVICE_MAIN))
			diag_entry(conf, section, entry_single(section, CONF_SERVICE_MAIN),
				   true,
				   "= yes, but enabled = no: it does not end the "
				   "container");
	}
}

void conf_check(struct conf *conf)
{
	for (size_t i = 0; i < conf->services.count; i++)
		check_service(conf, conf->services.at[i]);
	check_stdin(conf);
	check_disabled(conf);
	conf_check_edges(conf);
}
