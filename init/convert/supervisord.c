/* init/convert/supervisord.c - converts supervisord.conf. */
#include "init/convert/supervisord.h"

#include "conf/base/number.h"
#include "init/convert/hoist.h"
#include "init/convert/marked.h"
#include "init/convert/supervisord_program.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

/* clang-format off */
static const struct key_rule section_rules[] = {
	{ "program:x", RULE_OWN, CONF_KEY_COUNT, "`[service:x]`" },
	{ "group:x", RULE_OWN, CONF_KEY_COUNT, "`group = x` in its programs; other keys name it as `@x`" },
	{ "supervisord", RULE_OWN, CONF_KEY_COUNT, "`[defaults]`, see below" },
	{ "include", RULE_OWN, CONF_KEY_COUNT, "the files are read, and their programs are in the result" },
	{ "unix_http_server", RULE_NOTHING, CONF_KEY_COUNT, "the control socket is there; `[init] control-allow` says who may use it" },
	{ "supervisorctl", RULE_NOTHING, CONF_KEY_COUNT, "`ctinit status` and the other verbs find the socket" },
	{ "rpcinterface:supervisor", RULE_NOTHING, CONF_KEY_COUNT, "" },
	{ "inet_http_server", RULE_LOST, CONF_KEY_COUNT, "PID 1 listens on no port: run `ctinit web` for a page, metrics and an HTTP API" },
	{ "eventlistener:*", RULE_LOST, CONF_KEY_COUNT, "there are no event listeners: `main`, `on-failed` and `on-unhealthy` of a service end the container, `on-failed = start:SERVICE` starts another one" },
	{ "fcgi-program:*", RULE_LOST, CONF_KEY_COUNT, "no socket is passed as descriptor 0: let the program open its own, as `spawn-fcgi -n` and php-fpm do" },
	{ "rpcinterface:*", RULE_LOST, CONF_KEY_COUNT, "there are no plugins" },
	{ "ctlplugin:*", RULE_LOST, CONF_KEY_COUNT, "there are no plugins" },
	{ .key = NULL },
};

static const struct key_rule global_rules[] = {
	{ "environment", RULE_OWN, CONF_KEY_COUNT, "`environment`" },
	{ "minfds", RULE_OWN, CONF_KEY_COUNT, "`limit-nofile`, if it is more than 1024" },
	{ "minprocs", RULE_OWN, CONF_KEY_COUNT, "`limit-nproc`, if it is more than 200" },
	{ "umask", RULE_NOTHING, CONF_KEY_COUNT, "supervisord itself ignores it in the foreground" },
	{ "user", RULE_OWN, CONF_KEY_COUNT, "`user`; nothing for root" },
	{ "directory", RULE_NOTHING, CONF_KEY_COUNT, "supervisord itself ignores it in the foreground" },
	{ "strip_ansi", RULE_OWN, CONF_KEY_COUNT, "not carried over, unless false: lines are written as they are" },
	{ "logfile*", RULE_NOTHING, CONF_KEY_COUNT, "ctinit writes to the container's stderr" },
	{ "loglevel", RULE_NOTHING, CONF_KEY_COUNT, "`[init] verbosity` and -v are close" },
	{ "pidfile", RULE_NOTHING, CONF_KEY_COUNT, "" },
	{ "nodaemon", RULE_NOTHING, CONF_KEY_COUNT, "" },
	{ "silent", RULE_NOTHING, CONF_KEY_COUNT, "" },
	{ "nocleanup", RULE_NOTHING, CONF_KEY_COUNT, "" },
	{ "childlogdir", RULE_NOTHING, CONF_KEY_COUNT, "lines of AUTO logs go to the container's output" },
	{ "identifier", RULE_NOTHING, CONF_KEY_COUNT, "" },
	{ "profile_options", RULE_NOTHING, CONF_KEY_COUNT, "" },
	{ .key = NULL },
};
/* clang-format on */

/* One conversion. */
struct work {
	struct draft *draft;
	const struct place *place;
	struct ini ini;
	struct expansion_of of;
	struct program_list programs;
};

/* ---- reading ---- */

static bool read_ini(struct work *w, const char *text, const char *path,
		     const char **ret_why)
{
	const char *why;
	int line = python_ini_read(&w->ini, text, path_name(path), &why);

	if (line > 0)
		*ret_why = pool_format("%s:%d: %s, so supervisord refuses the file", path,
				       line, why);
	return line == 0;
}

/* Returns the pattern on this machine: relative to the file, or below the image's root. */
static const char *pattern_of(const struct work *w, const char *word)
{
	const char *inside = word[0] == '/' ? word : pool_format("%s/%s", w->of.here, word);
	const char *operand = w->place->operand;

	if (word[0] != '/')
		return pool_format("%s/%s", path_folder(operand), word);
	return place_outside(w->place, inside);
}

static bool include_pattern(struct work *w, const char *word, const char **ret_why)
{
	glob_t found = { 0 };
	bool ok = true;

	if (glob(pattern_of(w, word), 0, NULL, &found) != 0)
		draft_info(w->draft, "[include] files", "%s matches no file here", word);
	for (size_t i = 0; i < found.gl_pathc && ok; i++) {
		const char *path = pool_format("%s", found.gl_pathv[i]);
		char *text = source_read(path, ret_why);

		if (!text)
			*ret_why = pool_format("%s: %s", path, *ret_why);
		ok = text && read_ini(w, text, path, ret_why);
	}
	globfree(&found);
	return ok;
}

static bool read_includes(struct work *w, const char **ret_why)
{
	const struct ini_section *include = ini_find(&w->ini, "include");
	const char *files = include ? program_value(&w->ini, include, &w->of, "files") : "";
	struct strings words = split_at(files ? files : "", "");

	for (size_t i = 0; i < words.count; i++)
		if (has_mark(words.list[i]))
			draft_lost(w->draft, "[include] files",
				   "%s has a variable: convert that file by itself",
				   marked_word(words.list[i]));
		else if (!include_pattern(w, words.list[i], ret_why))
			return false;
	return true;
}

/* ---- [supervisord] ---- */

/* minfds and minprocs raise a limit; they never lower it. */
static void set_minimum(struct work *w, enum conf_key key, const char *value,
			int64_t normal)
{
	int64_t number;

	if (!number_parse(value, &number) || number <= normal)
		return;
	draft_set(draft_section(w->draft, CONF_DEFAULTS, ""), key, value);
	draft_info(w->draft, "[supervisord]",
		   "supervisord only raises a lower limit to %s, but %s sets it: remove it "
		   "if "
		   "the container's limit is higher",
		   value, conf_key_info(key)->name);
}

static void global_key(struct work *w, struct draft_section *defaults,
		       const struct ini_section *section, const struct ini_entry *entry)
{
	const char *value = program_value(&w->ini, section, &w->of, entry->key);
	const struct key_rule *rule = rule_find(global_rules, entry->key);
	const char *where = program_where(section, entry);
	struct strings pairs = { 0 };
	bool on;

	if (!rule)
		draft_lost(w->draft, where, "supervisord has no such key: remove it");
	else if (strcmp(entry->key, "minfds") == 0)
		set_minimum(w, CONF_SERVICE_LIMIT_NOFILE, value, 1024);
	else if (strcmp(entry->key, "minprocs") == 0)
		set_minimum(w, CONF_SERVICE_LIMIT_NPROC, value, 200);
	else if (strcmp(entry->key, "user") == 0 && strcmp(value, "root") != 0 &&
		 strcmp(value, "0") != 0)
		draft_set(defaults, CONF_SERVICE_USER, marked_word(value));
	else if (strcmp(entry->key, "strip_ansi") == 0 && number_parse_bool(value, &on) &&
		 on)
		draft_lost(w->draft, where, "lines are written as they are, with colours");
	else if (rule->to != CONF_KEY_COUNT && value[0] != '\0')
		rule_apply(w->draft, defaults, rule, value, where);
	if (strcmp(entry->key, "environment") == 0 && !supervisord_pairs(value, &pairs))
		draft_lost(w->draft, where, "supervisord cannot read %.200s", value);
	for (size_t i = 0; i < pairs.count; i++)
		draft_add(defaults, CONF_SERVICE_ENVIRONMENT, marked_word(pairs.list[i]));
}

static void convert_global(struct work *w)
{
	const struct ini_section *section = ini_find(&w->ini, "supervisord");
	struct draft_section *defaults = draft_section(w->draft, CONF_DEFAULTS, "");

	for (size_t i = 0; section && i < section->count; i++)
		global_key(w, defaults, section, &section->entries[i]);
}

/* ---- programs, groups, listeners ---- */

static struct program_group group_of(struct work *w, const char *program)
{
	for (size_t i = 0; i < w->ini.count; i++) {
		const struct ini_section *section = w->ini.sections[i];
		const char *programs, *priority;
		struct strings names;

		if (!text_begins_with(section->name, "group:"))
			continue;
		programs = program_value(&w->ini, section, &w->of, "programs");
		priority = program_value(&w->ini, section, &w->of, "priority");
		names = split_at(programs ? programs : "", ",");
		if (strings_have(&names, program))
			return (struct program_group){
				pool_trim(section->name + strlen("group:")),
				priority ? strtol(priority, NULL, 10) : 999
			};
	}
	return (struct program_group){ NULL, 0 };
}

static void report_groups(struct work *w, const struct ini_section *section)
{
	const char *programs = program_value(&w->ini, section, &w->of, "programs");
	struct strings names = split_at(programs ? programs : "", ",");

	for (size_t i = 0; i < names.count; i++)
		if (!ini_find(&w->ini, pool_format("program:%s", names.list[i])))
			draft_lost(w->draft, pool_format("[%s] programs", section->name),
				   "there is no [program:%s]", names.list[i]);
}

static void convert_sections(struct work *w)
{
	for (size_t i = 0; i < w->ini.count; i++) {
		const struct ini_section *section = w->ini.sections[i];
		const char *where = pool_format("[%s]", section->name);
		const struct key_rule *rule = rule_find(section_rules, section->name);
		const char *command;

		if (text_begins_with(section->name, "program:")) {
			struct program_group group =
				group_of(w, pool_trim(section->name + 8));

			supervisord_program(&w->ini, section, &w->of, &group, &w->programs);
		} else if (text_begins_with(section->name, "group:")) {
			report_groups(w, section);
		} else if (rule && rule->kind == RULE_LOST) {
			const struct ini_entry *entry =
				ini_entry(&w->ini, section, "command");

			command = entry ? entry->value : NULL;
			rule_report(w->draft, rule, command, where);
		} else if (!rule) {
			draft_info(w->draft, where, "it is not supervisord's: ignored");
		}
	}
}

/* Returns true if a listener waits for the end of programs: then it most likely ends the
 * container, which ctinit does without it. */
static bool has_end_listener(const struct work *w)
{
	for (size_t i = 0; i < w->ini.count; i++) {
		const struct ini_section *section = w->ini.sections[i];
		const struct ini_entry *events = ini_entry(&w->ini, section, "events");

		if (text_begins_with(section->name, "eventlistener:") && events &&
		    (strstr(events->value, "PROCESS_STATE_FATAL") ||
		     strstr(events->value, "PROCESS_STATE_EXITED")))
			return true;
	}
	return false;
}

/* ---- the order ---- */

static int compare_started(const void *a, const void *b)
{
	const struct started *one = a, *two = b;

	if (one->group_priority != two->group_priority)
		return one->group_priority < two->group_priority ? -1 : 1;
	return one->priority < two->priority ? -1 : one->priority > two->priority;
}

/* Each level of priority comes after the one before. */
static void set_order(struct work *w)
{
	size_t count = w->programs.count, level = 0, before = 0;
	struct started *list = pool_alloc((count + 1) * sizeof *list);

	if (count < 2)
		return;
	memcpy(list, w->programs.list, count * sizeof *list);
	qsort(list, count, sizeof *list, compare_started);
	for (size_t i = 1; i < count; i++) {
		if (compare_started(&list[i - 1], &list[i]) != 0) {
			before = level;
			level = i;
		}
		for (size_t k = before; level > 0 && k < level; k++)
			draft_append(list[i].service, CONF_SERVICE_AFTER,
				     list[k].service->name);
	}
}

static void finish(struct work *w)
{
	static const enum conf_key shared[] = {
		CONF_SERVICE_READY,         CONF_SERVICE_RESTART,
		CONF_SERVICE_RESTART_LIMIT, CONF_SERVICE_RESTART_RESET,
		CONF_SERVICE_RESTART_DELAY, CONF_SERVICE_STOP_TIMEOUT,
		CONF_SERVICE_AUTOSTART,
	};

	set_order(w);
	if (has_end_listener(w))
		draft_info(w->draft, "[eventlistener]",
			   "it waits for the end of programs. The container ends here when "
			   "a "
			   "program fails, with its code; write on-failed = ignore into "
			   "[defaults] if it shall not");
	else if (w->programs.count > 0)
		draft_set(draft_section(w->draft, CONF_DEFAULTS, ""),
			  CONF_SERVICE_ON_FAILED, "ignore");
	draft_hoist(w->draft, shared, ARRAY_LEN(shared));
}

bool supervisord_convert(struct draft *draft, const struct place *place, const char *text,
			 const char **ret_why)
{
	struct work w = { .draft = draft, .place = place };

	w.of.draft = draft;
	w.of.here = path_folder(place_inside(place, place->operand));
	if (!read_ini(&w, text, place->operand, ret_why) || !read_includes(&w, ret_why))
		return false;
	convert_global(&w);
	convert_sections(&w);
	finish(&w);
	return true;
}

void supervisord_tables(FILE *out)
{
	rules_print(section_rules, "section of supervisord.conf", out);
	fputc('\n', out);
	rules_print(supervisord_program_rules, "key of [program:x]", out);
	fputc('\n', out);
	rules_print(global_rules, "key of [supervisord]", out);
}
