/* init/convert/supervisord_program.c - converts one [program:x]. */
#include "init/convert/supervisord_program.h"

#include "conf/base/number.h"
#include "init/convert/marked.h"
#include "init/convert/split.h"

#include <stdlib.h>
#include <string.h>

/* So many processes become a service each, if instances cannot have their numbers. */
#define SERVICES_MAX 32

/* clang-format off */
const struct key_rule supervisord_program_rules[] = {
	{ "command", RULE_OWN, CONF_KEY_COUNT, "`command`; no shell here either. `pidproxy FILE COMMAND` becomes its command with `stop-target = tree`" },
	{ "process_name", RULE_NOTHING, CONF_KEY_COUNT, "instances are NAME@1, NAME@2 and so on" },
	{ "numprocs", RULE_OWN, CONF_KEY_COUNT, "`instances`; a service for each process if a value has its number and that is not the number of the instance" },
	{ "numprocs_start", RULE_OWN, CONF_KEY_COUNT, "counted in" },
	{ "priority", RULE_OWN, CONF_KEY_COUNT, "`after` the services with the next lower number; so they stop in reverse order" },
	{ "autostart", RULE_BOOL, CONF_SERVICE_AUTOSTART, "" },
	{ "autorestart", RULE_OWN, CONF_KEY_COUNT, "`restart`: `true` is always, `unexpected` on-failure, `false` never" },
	{ "startsecs", RULE_OWN, CONF_KEY_COUNT, "`ready = alive:5s`; 0 is `ready = start`. A check such as `tcp:` is better" },
	{ "startretries", RULE_OWN, CONF_KEY_COUNT, "`restart-limit`, with `restart-reset = 0`: as soon as it was ready, the count begins again" },
	{ "exitcodes", RULE_OWN, CONF_KEY_COUNT, "`success`" },
	{ "stopsignal", RULE_OWN, CONF_KEY_COUNT, "`stop-signal`" },
	{ "stopwaitsecs", RULE_OWN, CONF_KEY_COUNT, "`stop-timeout`" },
	{ "stopasgroup", RULE_OWN, CONF_KEY_COUNT, "`stop-target = group`" },
	{ "killasgroup", RULE_NOTHING, CONF_KEY_COUNT, "`kill = tree` is the default" },
	{ "user", RULE_WORD, CONF_SERVICE_USER, "`user`; it sets HOME, USER and LOGNAME too, unless they are set" },
	{ "directory", RULE_WORD, CONF_SERVICE_DIRECTORY, "" },
	{ "umask", RULE_WORD, CONF_SERVICE_UMASK, "" },
	{ "environment", RULE_OWN, CONF_KEY_COUNT, "`environment`, a line for each variable" },
	{ "serverurl", RULE_NOTHING, CONF_KEY_COUNT, "" },
	{ "redirect_stderr", RULE_OWN, CONF_KEY_COUNT, "nothing: `log-file` has both streams" },
	{ "stdout_logfile", RULE_OWN, CONF_KEY_COUNT, "a path: `log-file`, with `log-console = no`; /dev/stdout, /dev/fd/1 and AUTO: nothing, lines go to the container's output; NONE: `stdout = null`" },
	{ "stdout_logfile_maxbytes", RULE_OWN, CONF_KEY_COUNT, "`log-max-size`" },
	{ "stdout_logfile_backups", RULE_OWN, CONF_KEY_COUNT, "`log-keep`" },
	{ "stdout_capture_maxbytes", RULE_OWN, CONF_KEY_COUNT, "not carried over, unless 0: there is no capture mode" },
	{ "stdout_events_enabled", RULE_OWN, CONF_KEY_COUNT, "not carried over, unless false: there are no listeners" },
	{ "stdout_syslog", RULE_OWN, CONF_KEY_COUNT, "not carried over, unless false: lines go to the container's output" },
	{ "stderr_logfile", RULE_OWN, CONF_KEY_COUNT, "as `stdout_logfile`; a path beside that of stdout: `stderr = file:PATH`, which is not rotated" },
	{ "stderr_*", RULE_OWN, CONF_KEY_COUNT, "as those of stdout" },
	{ .key = NULL },
};
/* clang-format on */

/* ---- the command ---- */

/* pidproxy FILE COMMAND sends its signals to the process in FILE. */
static bool without_pidproxy(struct draft *draft, struct draft_section *service,
			     struct strings *words)
{
	if (words->count < 3 || strcmp(path_name(words->list[0]), "pidproxy") != 0)
		return false;
	draft_info(draft, service->origin,
		   "pidproxy is not needed: the command is its own main process, and "
		   "stop-target = tree sends the stop signal to the process in %s too",
		   words->list[1]);
	words->list += 2;
	words->count -= 2;
	words->size -= 2;
	return true;
}

static void set_command(const struct ini *ini, const struct ini_section *section,
			const struct expansion_of *of, struct draft_section *service)
{
	const struct ini_entry *entry = ini_entry(ini, section, "command");
	const char *command = program_value(ini, section, of, "command"), *why = "";
	struct strings words = { 0 };

	if (!entry)
		return; /* draft_verify() reports it */
	if (entry->cut)
		draft_info(of->draft, program_where(section, entry),
			   "the rest of the line after a blank and ; or # is a comment for "
			   "supervisord, so it is left out here too");
	if (!split_shlex(command, &words, &why)) {
		draft_lost(of->draft, program_where(section, entry),
			   "%s, so supervisord refuses it", why);
		return;
	}
	bool proxied = without_pidproxy(of->draft, service, &words);
	if (words.count > 0)
		draft_set(service, CONF_SERVICE_COMMAND,
			  marked_words(words.list, words.count));
	if (proxied)
		draft_set(service, CONF_SERVICE_STOP_TARGET, "tree");
}

/* ---- keys with a rule of their own ---- */

/* What the keys of a program have in common. */
struct program_keys {
	const struct ini *ini;
	const struct ini_section *section;
	const struct expansion_of *of;
	struct draft_section *service;
};

/* Returns the value, or `otherwise` if the key is missing. */
static const char *value_or(const struct program_keys *p, const char *key,
			    const char *otherwise)
{
	const char *value = program_value(p->ini, p->section, p->of, key);

	return value && value[0] != '\0' ? value : otherwise;
}

static const char *where_of(const struct program_keys *p, const char *key)
{
	const struct ini_entry *entry = ini_entry(p->ini, p->section, key);

	return entry ? program_where(p->section, entry) : p->section->name;
}

static bool is_true(const char *value)
{
	bool on = false;

	return number_parse_bool(value, &on) && on;
}

static void set_restart(const struct program_keys *p)
{
	const char *restart = value_or(p, "autorestart", "unexpected");
	const char *seconds = value_or(p, "startsecs", "1");
	bool never = false, on;

	if (strcmp(restart, "unexpected") == 0)
		draft_set(p->service, CONF_SERVICE_RESTART, "on-failure");
	else if (number_parse_bool(restart, &on))
		draft_set(p->service, CONF_SERVICE_RESTART,
			  (never = !on) ? "never" : "always");
	else
		draft_lost(p->of->draft, where_of(p, "autorestart"),
			   "\"%s\" is not true, false or unexpected: set restart by hand",
			   restart);
	if (strcmp(seconds, "0") == 0)
		draft_set(p->service, CONF_SERVICE_READY, "start");
	else
		draft_setf(p->service, CONF_SERVICE_READY, "alive:%ss",
			   marked_value(seconds));
	if (never && strcmp(seconds, "0") != 0)
		draft_info(
			p->of->draft, p->service->origin,
			"supervisord tries it again if it ends within startsecs, although "
			"autorestart is false; here it is not. For a program that ends on "
			"its own write type = task and remove ready");
}

static void set_retries(const struct program_keys *p)
{
	const char *retries = value_or(p, "startretries", "3");
	const char *restart = draft_get(p->service, CONF_SERVICE_RESTART);
	bool never = restart && strcmp(restart, "never") == 0;

	/* restart-limit = 0 is no limit. */
	if (never)
		retries = "3";
	if (strcmp(retries, "0") == 0)
		draft_lost(p->of->draft, where_of(p, "startretries"),
			   "0 retries together with restarts after a start cannot be "
			   "written: restart-limit = 1 is closest");
	draft_set(p->service, CONF_SERVICE_RESTART_LIMIT,
		  strcmp(retries, "0") == 0 ? "1" : marked_value(retries));
	draft_set(p->service, CONF_SERVICE_RESTART_RESET, "0");
	draft_set(p->service, CONF_SERVICE_RESTART_DELAY, "1s");
}

static void set_stop(const struct program_keys *p)
{
	const char *signal = value_or(p, "stopsignal", "TERM"), *name = rule_signal(signal);

	if (!name)
		draft_lost(p->of->draft, where_of(p, "stopsignal"),
			   "\"%s\" is no signal: set stop-signal by hand", signal);
	else if (strcmp(name, "TERM") != 0)
		draft_set(p->service, CONF_SERVICE_STOP_SIGNAL, name);
	if (is_true(value_or(p, "stopasgroup", "false")) &&
	    !draft_get(p->service, CONF_SERVICE_STOP_TARGET))
		draft_set(p->service, CONF_SERVICE_STOP_TARGET, "group");
	draft_setf(p->service, CONF_SERVICE_STOP_TIMEOUT, "%ss",
		   marked_value(value_or(p, "stopwaitsecs", "10")));
}

static void set_codes(const struct program_keys *p)
{
	struct strings codes = split_at(value_or(p, "exitcodes", "0"), ",");

	if (codes.count != 1 || strcmp(codes.list[0], "0") != 0)
		draft_set(p->service, CONF_SERVICE_SUCCESS,
			  marked_words(codes.list, codes.count));
}

static void set_environment(const struct program_keys *p)
{
	const char *value = value_or(p, "environment", "");
	struct strings pairs = { 0 };

	if (!supervisord_pairs(value, &pairs)) {
		draft_lost(p->of->draft, where_of(p, "environment"),
			   "supervisord cannot read %.200s: write environment by hand",
			   value);
		return;
	}
	for (size_t i = 0; i < pairs.count; i++)
		draft_add(p->service, CONF_SERVICE_ENVIRONMENT, marked_word(pairs.list[i]));
}

static void apply_rules(const struct program_keys *p)
{
	for (size_t i = 0; i < p->section->count; i++) {
		const struct ini_entry *entry = &p->section->entries[i];
		const struct key_rule *rule =
			rule_find(supervisord_program_rules, entry->key);
		const char *where = program_where(p->section, entry);

		if (!rule)
			draft_lost(p->of->draft, where,
				   "supervisord has no such key: remove it");
		else if (rule->to != CONF_KEY_COUNT && entry->value[0] != '\0')
			rule_apply(p->of->draft, p->service, rule,
				   value_or(p, entry->key, ""), where);
	}
}

static struct draft_section *convert_one(const struct program_keys *p, const char *name,
					 const char *origin)
{
	struct program_keys with = *p;

	with.service = draft_service(p->of->draft, name, origin);
	set_command(p->ini, p->section, p->of, with.service);
	apply_rules(&with);
	set_environment(&with);
	set_restart(&with);
	set_retries(&with);
	set_codes(&with);
	set_stop(&with);
	supervisord_logs(p->ini, p->section, p->of, with.service);
	return with.service;
}

/* ---- numprocs ---- */

/* How the number of a process is used. */
enum num_use { NUM_UNUSED, NUM_OF_INSTANCE, NUM_OTHER };

/* Returns whether ${CTINIT_INSTANCE} can take the place of process_num in all values. */
static enum num_use use_of_number(const struct ini_section *section, unsigned count,
				  unsigned from)
{
	enum num_use use = NUM_UNUSED;

	for (size_t i = 0; i < section->count; i++) {
		const char *pos = section->entries[i].value;

		if (strcmp(section->entries[i].key, "process_name") == 0)
			continue;
		while ((pos = strstr(pos, "%(process_num)"))) {
			pos += strlen("%(process_num)");
			bool fits = strchr("ds", *pos) ||
				    (text_begins_with(pos, "02d") && count < 10);
			if (from != 1 || !fits)
				return NUM_OTHER;
			use = NUM_OF_INSTANCE;
		}
	}
	return use;
}

static void add_started(struct program_list *list, struct draft_section *service,
			long group_priority, long priority)
{
	if (list->count >= list->size) {
		size_t size = list->size ? list->size * 2 : 8;
		struct started *larger = pool_alloc(size * sizeof *larger);

		if (list->count > 0)
			memcpy(larger, list->list, list->count * sizeof *larger);
		list->list = larger;
		list->size = size;
	}
	list->list[list->count++] = (struct started){ service, group_priority, priority };
}

static unsigned unsigned_value(const struct program_keys *p, const char *key,
			       unsigned otherwise)
{
	const char *value = program_value(p->ini, p->section, p->of, key);
	int64_t number;

	if (!value)
		return otherwise;
	if (number_parse(value, &number) && number <= 10000)
		return (unsigned)number;
	if (!has_mark(value))
		draft_lost(p->of->draft, where_of(p, key),
			   "\"%s\" is no number up to 10000", value);
	return otherwise;
}

/* Makes the services of the program, named `name`, and adds them to `ret`. */
static void convert_all(const struct program_keys *p, const char *name,
			const struct program_group *group, struct program_list *ret)
{
	struct expansion_of of = *p->of;
	struct program_keys one = { p->ini, p->section, &of, NULL };
	const char *origin = pool_format("[%s]", p->section->name), *number;
	unsigned from = unsigned_value(p, "numprocs_start", 0);
	enum num_use use;
	long priority = strtol(value_or(p, "priority", "999"), NULL, 10);
	long group_priority = group->name ? group->priority : priority;

	number = program_value(p->ini, p->section, p->of, "numprocs");
	of.numprocs = unsigned_value(p, "numprocs", 1);
	use = use_of_number(p->section, of.numprocs, from);
	if (use == NUM_OTHER && of.numprocs > 1 && of.numprocs <= SERVICES_MAX) {
		for (unsigned i = from; i < from + of.numprocs; i++) {
			of.process_num = pool_format("%u", i);
			add_started(ret,
				    convert_one(&one, pool_format("%s-%u", name, i),
						origin),
				    group_priority, priority);
			draft_append(ret->list[ret->count - 1].service, CONF_SERVICE_GROUP,
				     draft_valid_name(name));
		}
		return;
	}
	of.num_is_mark = of.numprocs > 1;
	of.process_num = of.num_is_mark ? mark_variable(MARK_VAR, "CTINIT_INSTANCE", NULL)
					: pool_format("%u", from);
	if (use == NUM_OTHER && of.num_is_mark)
		draft_lost(of.draft, origin,
			   "the numbers of its processes begin with 1 here, not with %u, "
			   "and "
			   "have no leading zeros: change what depends on them",
			   from);
	add_started(ret, convert_one(&one, name, origin), group_priority, priority);
	if (number && has_mark(number))
		draft_setf(ret->list[ret->count - 1].service, CONF_SERVICE_INSTANCES, "%s",
			   marked_value(mark_variable(MARK_VAR,
						      pool_copy(number + 1,
								strcspn(number + 1, "\2")),
						      "1")));
	else if (of.numprocs != 1)
		draft_setf(ret->list[ret->count - 1].service, CONF_SERVICE_INSTANCES, "%u",
			   of.numprocs);
}

void supervisord_program(const struct ini *ini, const struct ini_section *section,
			 const struct expansion_of *of, const struct program_group *group,
			 struct program_list *ret)
{
	const char *name = strchr(section->name, ':') + 1;
	struct expansion_of own = *of;
	struct program_keys p = { ini, section, &own, NULL };
	size_t first = ret->count;

	own.program = pool_trim(name);
	own.group = group->name ? group->name : own.program;
	own.process_num = "0";
	own.numprocs = 1;
	convert_all(&p, own.program, group, ret);
	for (size_t i = first; group->name && i < ret->count; i++)
		draft_append(ret->list[i].service, CONF_SERVICE_GROUP,
			     draft_valid_name(group->name));
}
