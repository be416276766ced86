/* conf/check/check_log.c - finds mistakes in the output keys: keys without effect, a log
 * file with several writers, a service that follows its own log file. */
#include "conf/check/check.h"

#include <ctype.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Returns true if stdout or stderr certainly does not go to the log. */
static bool is_elsewhere(const struct conf_section *section, enum conf_key key)
{
	const struct entry *entry = entry_find(section, key);
	const struct entry *in = entry_find(section, CONF_SERVICE_STDIN);

	if (entry)
		return !entry->is_dynamic && entry->count > 0 &&
		       strcmp(entry->words[0], "log") != 0;
	return conf_bool(section, CONF_SERVICE_TERMINAL) ||
	       (in && !in->is_dynamic && in->count > 0 &&
		strcmp(in->words[0], "inherit") == 0);
}

static bool writes_no_log(const struct conf_section *section)
{
	return is_elsewhere(section, CONF_SERVICE_STDOUT) &&
	       is_elsewhere(section, CONF_SERVICE_STDERR);
}

/* Returns the first escaped character that glibc and musl interpret differently, or 0.
 * POSIX defines no escapes of letters and digits. */
static char uncommon_escape(const char *regex)
{
	for (; *regex != '\0'; regex++) {
		if (*regex != '\\')
			continue;
		regex++;
		if (*regex == '\0')
			return 0;
		if (*regex == '`' || *regex == '\'' ||
		    (isalnum((unsigned char)*regex) && strchr("wWsSb", *regex) == NULL))
			return *regex;
	}
	return 0;
}

static void warn_of_escape(const struct conf_section *section, const struct entry *ready)
{
	char escape = uncommon_escape(ready->words[0] + 4);

	if (escape >= '1' && escape <= '9')
		entry_warning(
			section, ready,
			"log: \\%c is not POSIX: with glibc a back-reference can take "
			"hours for one line, and ctinit gives up the expression after 3 s; "
			"with musl it is the digit",
			escape);
	else if (escape != 0)
		entry_warning(section, ready,
			      "log: \\%c is not POSIX, and differs between glibc and musl: "
			      "write "
			      "the character itself, or a class such as [0-9]",
			      escape);
}

/* Checks ready = log:REGEX: the expression must compile, and a stream must go to the
 * log. */
static void check_ready(const struct conf_section *section)
{
	const struct entry *ready = entry_find(section, CONF_SERVICE_READY);
	char what[128];
	regex_t regex;
	int err;

	if (!ready || ready->is_dynamic || ready->count == 0 ||
	    strncmp(ready->words[0], "log:", 4) != 0)
		return;
	if (writes_no_log(section))
		entry_error(section, ready,
			    "log: no line can match: neither stdout nor stderr is log");
	err = regcomp(&regex, ready->words[0] + 4, REG_EXTENDED | REG_NOSUB);
	if (err == 0) {
		regfree(&regex);
		warn_of_escape(section, ready);
		return;
	}
	regerror(err, &regex, what, sizeof what);
	entry_error(section, ready, "log: not a POSIX extended regular expression: %s",
		    what);
}

/* Warns about log keys in a service without a log. Keys in [defaults] are for all services,
 * so they cause no warning. */
static void check_unused(struct conf *conf, const struct conf_section *section)
{
	static const enum conf_key keys[] = { CONF_SERVICE_LOG_FILE,
					      CONF_SERVICE_LOG_FOLLOW };

	if (!writes_no_log(section))
		return;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		struct conf_entry_iter iter = conf_entries_begin(section, keys[i]);
		const struct entry *entry = conf_key_info(keys[i])->accumulates
						    ? entry_next(&iter)
						    : entry_find(section, keys[i]);

		if (entry && !entry->resets && !conf_is_set(&conf->defaults, keys[i]))
			entry_warning(section, entry,
				      "has no effect: neither stdout nor stderr is log");
	}
}

/* Returns true if log-follow lists the log-file. */
static bool is_same(const struct entry *file, const struct entry *follow)
{
	if (!file || file->resets || file->count == 0 ||
	    file->is_dynamic != follow->is_dynamic)
		return false;
	if (file->is_dynamic)
		return file->count == follow->count &&
		       memcmp(file->raw, follow->raw, file->count) == 0;
	for (uint32_t i = 0; i < follow->count; i++)
		if (strcmp(file->words[0], follow->words[i]) == 0)
			return true;
	return false;
}

static void check_follow(const struct conf_section *section)
{
	const struct entry *file = entry_find(section, CONF_SERVICE_LOG_FILE), *item;
	struct conf_entry_iter iter = conf_entries_begin(section, CONF_SERVICE_LOG_FOLLOW);

	while ((item = entry_next(&iter))) {
		if (is_same(file, item))
			entry_error(section, item,
				    "is also its log-file: each line would be repeated "
				    "without end");
		for (uint32_t i = 0; !item->is_dynamic && i < item->count; i++)
			if (item->words[i][strcspn(item->words[i], "*?[")] != '\0')
				entry_warning(section, item,
					      "= %s: this is the name of one file: "
					      "patterns "
					      "are not expanded here",
					      item->words[i]);
	}
}

/* With supervisord people set stdout_logfile = /dev/stdout. Here log-file = /dev/stdout
 * would print each line twice. */
static void check_file(const struct conf_section *section)
{
	static const char *const streams[] = { "/dev/stdout", "/dev/stderr",
					       "/proc/self/fd/1", "/proc/self/fd/2" };
	const struct entry *file = entry_find(section, CONF_SERVICE_LOG_FILE);

	for (size_t i = 0;
	     file && !file->is_dynamic && file->count > 0 && i < ARRAY_LEN(streams); i++)
		if (strcmp(file->words[0], streams[i]) == 0)
			entry_warning(section, file,
				      "= %s: the lines go to the container's output "
				      "anyway; "
				      "remove log-file",
				      streams[i]);
}

void conf_check_log(struct conf *conf, const struct conf_section *section)
{
	check_ready(section);
	check_file(section);
	check_unused(conf, section);
	check_follow(section);
}

/* ---- the log files of all services ---- */

static int compare_writers(const void *a, const void *b)
{
	const struct log_writer *x = a, *y = b;
	int r = strcmp(x->path, y->path);

	if (r != 0)
		return r;
	if (x->section->line != y->section->line)
		return x->section->line < y->section->line ? -1 : 1;
	return x->section->instance - y->section->instance;
}

struct log_writer *log_writers(struct conf *conf, size_t *ret_count)
{
	struct log_writer *all = calloc(conf->services.count + 1, sizeof *all);
	size_t count = 0;

	conf->arena.failed |= !all;
	for (size_t i = 0; all && i < conf->services.count; i++) {
		const struct conf_section *section = conf->services.sections[i];
		const struct entry *file = entry_find(section, CONF_SERVICE_LOG_FILE);

		if (file && !file->resets && !file->is_dynamic && file->count > 0)
			all[count++] = (struct log_writer){ file->words[0], section };
	}
	if (count > 1)
		qsort(all, count, sizeof *all, compare_writers);
	*ret_count = count;
	return all;
}

/* Returns true if the log file is certainly renamed or truncated when it is full. Only then
 * are several writers a mistake. Devices are never renamed. */
static bool is_rotated(const struct log_writer *writer)
{
	return writer->path[0] == '/' && strncmp(writer->path, "/dev/", 5) != 0 &&
	       strncmp(writer->path, "/proc/", 6) != 0 &&
	       conf_number(writer->section, CONF_SERVICE_LOG_MAX_SIZE) > 0 &&
	       !writes_no_log(writer->section);
}

void conf_check_log_files(struct conf *conf)
{
	size_t count, kept = 0;
	struct log_writer *all = log_writers(conf, &count);

	for (size_t i = 0; i < count; i++)
		if (is_rotated(&all[i]))
			all[kept++] = all[i];
	for (size_t i = 1; i < kept; i++) {
		if (strcmp(all[i].path, all[i - 1].path) != 0 ||
		    (i > 1 && strcmp(all[i].path, all[i - 2].path) == 0))
			continue;
		entry_warning(
			all[i].section, entry_find(all[i].section, CONF_SERVICE_LOG_FILE),
			"= %s: %s writes this file too, and each renames it while the "
			"other writes; put ${CTINIT_SERVICE}%s into the name, or set "
			"log-max-size = 0",
			all[i].path, all[i - 1].section->name,
			all[i].section->instance > 0 ? " and ${CTINIT_INSTANCE}" : "");
	}
	free(all);
}
