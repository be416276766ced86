/* init/convert/compose_service.c - converts one service of a compose file. */
#include "init/convert/compose_service.h"

#include "init/convert/command.h"
#include "init/convert/compose_health.h"
#include "init/convert/compose_variable.h"
#include "init/convert/marked.h"
#include "init/convert/split.h"

#include <string.h>

#define ENGINE "it belongs to the container: [container] of svc.ini, or the engine's option"

/* clang-format off */
const struct key_rule compose_rules[] = {
	{ "image", RULE_NOTHING, CONF_KEY_COUNT, "" },
	{ "build", RULE_NOTHING, CONF_KEY_COUNT, "" },
	{ "command", RULE_OWN, CONF_KEY_COUNT, "`command`" },
	{ "entrypoint", RULE_OWN, CONF_KEY_COUNT, "`command`, its first words" },
	{ "environment", RULE_OWN, CONF_KEY_COUNT, "`environment`; a name without a value: nothing" },
	{ "env_file", RULE_LOST, CONF_KEY_COUNT, "copy the file into the image and write `env-file = /PATH`" },
	{ "depends_on", RULE_OWN, CONF_KEY_COUNT, "`needs`; `wants` with `required: false`. service_healthy: the service it names has `ready` from its healthcheck; service_completed_successfully: it has `type = task`" },
	{ "healthcheck", RULE_OWN, CONF_KEY_COUNT, "`health`, `health-interval`, `health-timeout`, `health-retries`, `health-delay`, and `on-unhealthy = ignore`" },
	{ "restart", RULE_OWN, CONF_KEY_COUNT, "`restart`, without it never; `on-failure:3`: `restart-limit = 3`" },
	{ "stop_signal", RULE_SIGNAL, CONF_SERVICE_STOP_SIGNAL, "" },
	{ "stop_grace_period", RULE_OWN, CONF_KEY_COUNT, "`stop-timeout`, without it 10s" },
	{ "user", RULE_WORD, CONF_SERVICE_USER, "" },
	{ "working_dir", RULE_WORD, CONF_SERVICE_DIRECTORY, "" },
	{ "group_add", RULE_OWN, CONF_KEY_COUNT, "`groups`" },
	{ "oom_score_adj", RULE_WORD, CONF_SERVICE_OOM_SCORE_ADJ, "" },
	{ "ulimits", RULE_OWN, CONF_KEY_COUNT, "`limit-NAME`" },
	{ "scale", RULE_NUMBER, CONF_SERVICE_INSTANCES, "" },
	{ "deploy", RULE_OWN, CONF_KEY_COUNT, "`replicas`: `instances`; the others belong to the container" },
	{ "profiles", RULE_OWN, CONF_KEY_COUNT, "`autostart = no`" },
	{ "tty", RULE_OWN, CONF_KEY_COUNT, "with `stdin_open`: `terminal = yes`" },
	{ "stdin_open", RULE_OWN, CONF_KEY_COUNT, "see `tty`" },
	{ "init", RULE_NOTHING, CONF_KEY_COUNT, "ctinit is the init" },
	{ "container_name", RULE_NOTHING, CONF_KEY_COUNT, "" },
	{ "hostname", RULE_NOTHING, CONF_KEY_COUNT, "" },
	{ "labels", RULE_NOTHING, CONF_KEY_COUNT, "" },
	{ "expose", RULE_NOTHING, CONF_KEY_COUNT, "" },
	{ "platform", RULE_NOTHING, CONF_KEY_COUNT, "" },
	{ "pull_policy", RULE_NOTHING, CONF_KEY_COUNT, "" },
	{ "x-*", RULE_NOTHING, CONF_KEY_COUNT, "" },
	{ "logging", RULE_LOST, CONF_KEY_COUNT, "lines go to the container's output; see `log-format`, `log-file`, `log-rate`" },
	{ "secrets", RULE_LOST, CONF_KEY_COUNT, "the engine mounts them; write `env-from-file = NAME=/run/secrets/NAME` for a variable" },
	{ "extends", RULE_LOST, CONF_KEY_COUNT, "write its settings here: run `docker compose config` first" },
	{ "network_mode", RULE_LOST, CONF_KEY_COUNT, "the services of one container reach each other at 127.0.0.1" },
	{ "networks", RULE_LOST, CONF_KEY_COUNT, "the services of one container reach each other at 127.0.0.1" },
	{ "links", RULE_LOST, CONF_KEY_COUNT, "the services of one container reach each other at 127.0.0.1" },
	{ "ports", RULE_LOST, CONF_KEY_COUNT, ENGINE },
	{ "volumes", RULE_LOST, CONF_KEY_COUNT, ENGINE },
	{ "other keys", RULE_LOST, CONF_KEY_COUNT, ENGINE },
	{ .key = NULL },
};
/* clang-format on */

static const char *where_of(const struct compose_work *w, const char *key)
{
	return pool_format("%s.%s", w->service->origin, key);
}

/* ---- the command ---- */

/* Adds the words of a list or of a string to `ret`. */
static void add_command(const struct compose_work *w, const char *key, struct strings *ret)
{
	const struct yaml_item *item = yaml_find(w->item, key);
	const char *why = "";

	if (item && item->kind == YAML_TEXT &&
	    !split_shlex(compose_marked(item->text), ret, &why))
		draft_lost(w->draft, where_of(w, key), "%s", why);
	for (size_t i = 0; item && item->kind == YAML_LIST && i < item->count; i++)
		if (item->items[i]->kind == YAML_TEXT)
			strings_add(ret, compose_marked(item->items[i]->text));
}

static void set_command(const struct compose_work *w)
{
	struct strings words = { 0 };

	add_command(w, "entrypoint", &words);
	if (words.count == 0 && yaml_find(w->item, "command"))
		draft_info(w->draft, w->service->origin,
			   "if the image has an ENTRYPOINT, its words come before command");
	add_command(w, "command", &words);
	if (words.count > 0)
		draft_set(w->service, CONF_SERVICE_COMMAND,
			  marked_words(words.list, words.count));
	else
		draft_lost(w->draft, w->service->origin,
			   "its command is in the image, not in this file: write the "
			   "image's "
			   "ENTRYPOINT and CMD into command");
}

static void set_environment(const struct compose_work *w)
{
	const struct yaml_item *item = yaml_find(w->item, "environment");

	for (size_t i = 0; item && i < item->count; i++) {
		const struct yaml_item *value = item->items[i];
		const char *pair = value->kind == YAML_TEXT ? value->text : "";
		bool null = value->plain && (pair[0] == '\0' || strcmp(pair, "null") == 0 ||
					     strcmp(pair, "~") == 0);

		if (item->kind == YAML_MAP)
			pair = null ? "" : pool_format("%s=%s", item->keys[i], pair);
		if (strchr(pair, '='))
			draft_add(w->service, CONF_SERVICE_ENVIRONMENT,
				  marked_word(compose_marked(pair)));
	}
}

/* ---- the order ---- */

static void add_dependency(const struct compose_work *w, const char *name,
			   const struct yaml_item *how)
{
	const char *required = yaml_text(how, "required"), *id = draft_valid_name(name);
	const char *restart = yaml_text(how, "restart");
	bool optional = required && strcmp(required, "false") == 0;

	if (!draft_find(w->draft, id)) {
		draft_lost(w->draft, where_of(w, "depends_on"),
			   "%s is a container of its own: write wait-for = tcp:%s:PORT",
			   name, id);
		return;
	}
	draft_append(w->service, optional ? CONF_SERVICE_WANTS : CONF_SERVICE_NEEDS, id);
	if (restart && strcmp(restart, "true") == 0)
		draft_set(w->service, CONF_SERVICE_WHEN_NEED_RESTARTS, "restart");
}

static void set_dependencies(const struct compose_work *w)
{
	const struct yaml_item *item = yaml_find(w->item, "depends_on");

	for (size_t i = 0; item && i < item->count; i++)
		if (item->kind == YAML_MAP)
			add_dependency(w, item->keys[i], item->items[i]);
		else if (item->items[i]->kind == YAML_TEXT)
			add_dependency(w, item->items[i]->text, NULL);
}

/* ---- restarts, ends, limits ---- */

static void set_restart(const struct compose_work *w)
{
	const char *restart = yaml_text(w->item, "restart");

	if (w->completed_wanted)
		draft_set(w->service, CONF_SERVICE_TYPE, "task");
	if (!restart || strcmp(restart, "no") == 0 || strcmp(restart, "false") == 0)
		restart = "never";
	if (strcmp(restart, "never") == 0 && w->completed_wanted)
		return;
	if (strcmp(restart, "never") == 0) {
		draft_set(w->service, CONF_SERVICE_RESTART, "never");
	} else if (text_begins_with(restart, "on-failure")) {
		draft_set(w->service, CONF_SERVICE_RESTART, "on-failure");
		draft_set(w->service, CONF_SERVICE_RESTART_LIMIT,
			  restart[10] == ':' ? marked_word(restart + 11) : "0");
	} else if (strcmp(restart, "always") == 0 ||
		   strcmp(restart, "unless-stopped") == 0) {
		draft_set(w->service, CONF_SERVICE_RESTART, "always");
		draft_set(w->service, CONF_SERVICE_RESTART_LIMIT, "0");
	} else {
		draft_lost(w->draft, where_of(w, "restart"), "\"%s\" is not known",
			   restart);
	}
}

static void set_limits(const struct compose_work *w)
{
	const struct yaml_item *item = yaml_find(w->item, "ulimits");

	for (size_t i = 0; item && item->kind == YAML_MAP && i < item->count; i++) {
		const struct yaml_item *value = item->items[i];
		enum conf_key key =
			conf_key_find(CONF_SERVICE, pool_format("limit-%s", item->keys[i]));
		const char *soft = yaml_text(value, "soft"),
			   *hard = yaml_text(value, "hard");

		if (key == CONF_KEY_COUNT)
			draft_lost(w->draft, where_of(w, "ulimits"), "%s is no limit here",
				   item->keys[i]);
		else if (value->kind == YAML_TEXT)
			draft_set(w->service, key, marked_word(value->text));
		else if (soft && hard)
			draft_set(w->service, key,
				  marked_word(pool_format("%s:%s", soft, hard)));
	}
}

static bool is_true(const struct compose_work *w, const char *key)
{
	const char *value = yaml_text(w->item, key);

	return value && strcmp(value, "true") == 0;
}

static void set_others(const struct compose_work *w)
{
	const struct yaml_item *groups = yaml_find(w->item, "group_add");
	const char *replicas = yaml_text(yaml_find(w->item, "deploy"), "replicas");

	for (size_t i = 0; groups && groups->kind == YAML_LIST && i < groups->count; i++)
		if (groups->items[i]->kind == YAML_TEXT)
			draft_append(w->service, CONF_SERVICE_GROUPS,
				     marked_word(compose_marked(groups->items[i]->text)));
	if (replicas)
		draft_set(w->service, CONF_SERVICE_INSTANCES,
			  marked_value(compose_marked(replicas)));
	if (yaml_find(w->item, "profiles"))
		draft_set(w->service, CONF_SERVICE_AUTOSTART, "no");
	if (is_true(w, "tty") && is_true(w, "stdin_open"))
		draft_set(w->service, CONF_SERVICE_TERMINAL, "yes");
}

/* Keys with a text and a rule for it; keys that are lost. */
static void apply_rules(const struct compose_work *w)
{
	for (size_t i = 0; i < w->item->count; i++) {
		const char *key = w->item->keys[i];
		const struct key_rule *rule = rule_find(compose_rules, key);
		const char *text = yaml_text(w->item, key);

		if (!rule)
			rule = rule_find(compose_rules, "volumes");
		if (rule->kind == RULE_LOST)
			rule_report(w->draft, rule, NULL, where_of(w, key));
		else if (rule->to != CONF_KEY_COUNT && text)
			rule_apply(w->draft, w->service, rule, compose_marked(text),
				   where_of(w, key));
	}
}

void compose_service(const struct compose_work *w)
{
	set_command(w);
	apply_rules(w);
	set_environment(w);
	set_dependencies(w);
	set_restart(w);
	compose_health(w);
	set_limits(w);
	set_others(w);
}
