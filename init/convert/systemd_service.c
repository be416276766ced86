/* init/convert/systemd_service.c - converts the other settings of a unit. */
#include "init/convert/systemd_service.h"

#include "init/convert/marked.h"

#include <string.h>
#include <strings.h>

#define SANDBOX                                                                          \
	"the container is the sandbox: [container] capabilities, read-only and volume, " \
	"or the engine's options"

/* clang-format off */
const struct key_rule systemd_rules[] = {
	{ "Type", RULE_OWN, CONF_KEY_COUNT, "simple, exec, idle: `ready = start`; notify: `ready = notify`; forking: `type = forking`; oneshot: `type = task`; dbus: not carried over" },
	{ "ExecStart", RULE_OWN, CONF_KEY_COUNT, "`command`; of several commands of a oneshot all but the last are `pre-start`" },
	{ "ExecStartPre", RULE_OWN, CONF_KEY_COUNT, "`pre-start`, with - and +" },
	{ "ExecStartPost", RULE_LOST, CONF_KEY_COUNT, "make it a service with `type = task` that needs this one" },
	{ "ExecStop", RULE_OWN, CONF_KEY_COUNT, "`pre-stop`; `kill -QUIT $MAINPID`: `stop-signal = QUIT`" },
	{ "ExecStopPost", RULE_OWN, CONF_KEY_COUNT, "`post-stop`" },
	{ "ExecReload", RULE_OWN, CONF_KEY_COUNT, "`reload`; `kill -HUP $MAINPID`: `reload = HUP`" },
	{ "ExecCondition", RULE_LOST, CONF_KEY_COUNT, "write `when = exec:COMMAND`" },
	{ "Restart", RULE_OWN, CONF_KEY_COUNT, "`restart`; no: never; on-abnormal, on-abort, on-watchdog: on-failure" },
	{ "RestartSec", RULE_OWN, CONF_KEY_COUNT, "`restart-delay`" },
	{ "RestartMaxDelaySec", RULE_OWN, CONF_KEY_COUNT, "`restart-max-delay`" },
	{ "StartLimitBurst", RULE_NUMBER, CONF_SERVICE_RESTART_LIMIT, "" },
	{ "StartLimitInterval*", RULE_OWN, CONF_KEY_COUNT, "`restart-reset`" },
	{ "SuccessExitStatus", RULE_OWN, CONF_KEY_COUNT, "`success`, with 0" },
	{ "RestartPreventExitStatus", RULE_LOST, CONF_KEY_COUNT, "write those codes into `success` with `restart = on-failure`" },
	{ "RestartForceExitStatus", RULE_LOST, CONF_KEY_COUNT, "there is no list of codes for restarts" },
	{ "TimeoutStartSec", RULE_OWN, CONF_KEY_COUNT, "`start-timeout`" },
	{ "TimeoutStopSec", RULE_OWN, CONF_KEY_COUNT, "`stop-timeout`" },
	{ "TimeoutSec", RULE_OWN, CONF_KEY_COUNT, "both" },
	{ "KillSignal", RULE_SIGNAL, CONF_SERVICE_STOP_SIGNAL, "" },
	{ "KillMode", RULE_OWN, CONF_KEY_COUNT, "control-group: `stop-target = tree`; mixed: nothing; process: `kill = main`" },
	{ "SendSIGKILL", RULE_LOST, CONF_KEY_COUNT, "KILL always comes after stop-timeout" },
	{ "SendSIGHUP", RULE_LOST, CONF_KEY_COUNT, "write `stop-signal = TERM:0s HUP`" },
	{ "PIDFile", RULE_OWN, CONF_KEY_COUNT, "`pid-file`" },
	{ "GuessMainPID", RULE_NOTHING, CONF_KEY_COUNT, "" },
	{ "NotifyAccess", RULE_NOTHING, CONF_KEY_COUNT, "all processes of the service may notify" },
	{ "RemainAfterExit", RULE_NOTHING, CONF_KEY_COUNT, "a task that is done stays done" },
	{ "WatchdogSec", RULE_LOST, CONF_KEY_COUNT, "use `health` with a check" },
	{ "User", RULE_OWN, CONF_KEY_COUNT, "`user`" },
	{ "Group", RULE_OWN, CONF_KEY_COUNT, "`user`" },
	{ "SupplementaryGroups", RULE_OWN, CONF_KEY_COUNT, "`groups`" },
	{ "WorkingDirectory", RULE_OWN, CONF_KEY_COUNT, "`directory`" },
	{ "UMask", RULE_WORD, CONF_SERVICE_UMASK, "" },
	{ "Nice", RULE_WORD, CONF_SERVICE_NICE, "" },
	{ "OOMScoreAdjust", RULE_WORD, CONF_SERVICE_OOM_SCORE_ADJ, "" },
	{ "Environment", RULE_OWN, CONF_KEY_COUNT, "`environment`" },
	{ "EnvironmentFile", RULE_WORD, CONF_SERVICE_ENV_FILE, "" },
	{ "PassEnvironment", RULE_NOTHING, CONF_KEY_COUNT, "services have ctinit's environment" },
	{ "UnsetEnvironment", RULE_OWN, CONF_KEY_COUNT, "`env-unset`" },
	{ "StandardInput", RULE_OWN, CONF_KEY_COUNT, "`stdin`: null, file:PATH; tty: `terminal = yes`" },
	{ "StandardOutput", RULE_OWN, CONF_KEY_COUNT, "`stdout`: null, file:PATH; journal and inherit: nothing" },
	{ "StandardError", RULE_OWN, CONF_KEY_COUNT, "`stderr`" },
	{ "RuntimeDirectory", RULE_OWN, CONF_KEY_COUNT, "`dirs = /run/NAME`" },
	{ "StateDirectory", RULE_OWN, CONF_KEY_COUNT, "`dirs = /var/lib/NAME`" },
	{ "CacheDirectory", RULE_OWN, CONF_KEY_COUNT, "`dirs = /var/cache/NAME`" },
	{ "LogsDirectory", RULE_OWN, CONF_KEY_COUNT, "`dirs = /var/log/NAME`" },
	{ "ConfigurationDirectory", RULE_OWN, CONF_KEY_COUNT, "`dirs = /etc/NAME`" },
	{ "RuntimeDirectoryMode", RULE_OWN, CONF_KEY_COUNT, "`dirs = PATH:mode=MODE`" },
	{ "RuntimeDirectoryPreserve", RULE_NOTHING, CONF_KEY_COUNT, "" },
	{ "Limit*", RULE_OWN, CONF_KEY_COUNT, "`limit-NAME`" },
	{ "Requires", RULE_OWN, CONF_KEY_COUNT, "`needs`" },
	{ "Requisite", RULE_OWN, CONF_KEY_COUNT, "`needs`" },
	{ "BindsTo", RULE_OWN, CONF_KEY_COUNT, "`needs`" },
	{ "PartOf", RULE_OWN, CONF_KEY_COUNT, "`needs`" },
	{ "Wants", RULE_OWN, CONF_KEY_COUNT, "`wants`" },
	{ "After", RULE_OWN, CONF_KEY_COUNT, "`after`; targets, sockets and mounts: nothing" },
	{ "Before", RULE_OWN, CONF_KEY_COUNT, "`before`" },
	{ "ConditionPathExists", RULE_OWN, CONF_KEY_COUNT, "`when = file:PATH`" },
	{ "Condition*", RULE_LOST, CONF_KEY_COUNT, "write `when`" },
	{ "Assert*", RULE_LOST, CONF_KEY_COUNT, "write `when`" },
	{ "Conflicts", RULE_NOTHING, CONF_KEY_COUNT, "" },
	{ "DefaultDependencies", RULE_NOTHING, CONF_KEY_COUNT, "" },
	{ "Description", RULE_NOTHING, CONF_KEY_COUNT, "" },
	{ "Documentation", RULE_NOTHING, CONF_KEY_COUNT, "" },
	{ "SyslogIdentifier", RULE_NOTHING, CONF_KEY_COUNT, "lines have the service's name" },
	{ "DynamicUser", RULE_LOST, CONF_KEY_COUNT, "there are no dynamic users: make a user in the image and write `user`" },
	{ "AmbientCapabilities", RULE_LOST, CONF_KEY_COUNT, "a service has no capabilities of its own: [container] capabilities, or setcap(8) on the program" },
	{ "Private*", RULE_LOST, CONF_KEY_COUNT, SANDBOX },
	{ "Protect*", RULE_LOST, CONF_KEY_COUNT, SANDBOX },
	{ "Restrict*", RULE_LOST, CONF_KEY_COUNT, SANDBOX },
	{ "ReadWritePaths", RULE_LOST, CONF_KEY_COUNT, SANDBOX },
	{ "ReadOnlyPaths", RULE_LOST, CONF_KEY_COUNT, SANDBOX },
	{ "InaccessiblePaths", RULE_LOST, CONF_KEY_COUNT, SANDBOX },
	{ "SystemCall*", RULE_LOST, CONF_KEY_COUNT, SANDBOX },
	{ "CapabilityBoundingSet", RULE_LOST, CONF_KEY_COUNT, SANDBOX },
	{ "NoNewPrivileges", RULE_LOST, CONF_KEY_COUNT, SANDBOX },
	{ "MemoryDenyWriteExecute", RULE_LOST, CONF_KEY_COUNT, SANDBOX },
	{ "LockPersonality", RULE_LOST, CONF_KEY_COUNT, SANDBOX },
	{ "Memory*", RULE_LOST, CONF_KEY_COUNT, "the engine limits the container" },
	{ "CPU*", RULE_LOST, CONF_KEY_COUNT, "the engine limits the container" },
	{ "Tasks*", RULE_LOST, CONF_KEY_COUNT, "the engine limits the container" },
	{ .key = NULL },
};
/* clang-format on */

/* ---- values ---- */

static void set_time(const struct systemd_work *w, const struct unit_entry *entry,
		     enum conf_key key)
{
	long long ms = unit_time(entry->value);

	if (ms < 0)
		draft_lost(w->draft, systemd_where(entry), "\"%s\" is no time",
			   entry->value);
	else if (ms == 0 && key == CONF_SERVICE_STOP_TIMEOUT)
		draft_set(w->service, key, "24h"); /* infinity */
	else if (ms % 1000 == 0)
		draft_setf(w->service, key, "%llds", ms / 1000);
	else
		draft_setf(w->service, key, "%lldms", ms);
}

static void set_type(const struct systemd_work *w, const struct unit_entry *entry)
{
	const char *type = entry->value;

	if (strcmp(type, "oneshot") == 0)
		draft_set(w->service, CONF_SERVICE_TYPE, "task");
	else if (strcmp(type, "forking") == 0)
		draft_set(w->service, CONF_SERVICE_TYPE, "forking");
	else if (strcmp(type, "notify") == 0 || strcmp(type, "notify-reload") == 0)
		draft_set(w->service, CONF_SERVICE_READY, "notify");
	else if (strcmp(type, "simple") != 0 && strcmp(type, "exec") != 0 &&
		 strcmp(type, "idle") != 0)
		draft_lost(w->draft, systemd_where(entry),
			   "Type=%s is not known here: write ready with a check", type);
}

static void set_restart(const struct systemd_work *w, const struct unit_entry *entry)
{
	const char *restart = entry->value;

	if (strcmp(restart, "no") == 0)
		draft_set(w->service, CONF_SERVICE_RESTART, "never");
	else if (strcmp(restart, "always") == 0)
		draft_set(w->service, CONF_SERVICE_RESTART, "always");
	else
		draft_set(w->service, CONF_SERVICE_RESTART, "on-failure");
	if (strcmp(restart, "on-success") == 0 || strcmp(restart, "on-abnormal") == 0 ||
	    strcmp(restart, "on-abort") == 0 || strcmp(restart, "on-watchdog") == 0)
		draft_lost(w->draft, systemd_where(entry),
			   "Restart=%s becomes restart = on-failure, which is not the same",
			   restart);
}

static void set_kill_mode(const struct systemd_work *w, const struct unit_entry *entry)
{
	if (strcmp(entry->value, "control-group") == 0)
		draft_set(w->service, CONF_SERVICE_STOP_TARGET, "tree");
	else if (strcmp(entry->value, "process") == 0 || strcmp(entry->value, "none") == 0)
		draft_set(w->service, CONF_SERVICE_KILL, "main");
	else if (strcmp(entry->value, "mixed") == 0)
		draft_unset(w->service, CONF_SERVICE_STOP_TARGET);
}

static void set_stream(const struct systemd_work *w, const struct unit_entry *entry,
		       enum conf_key key)
{
	const char *value = entry->value, *colon = strchr(value, ':');

	if (strcmp(value, "null") == 0)
		draft_set(w->service, key, "null");
	else if (colon &&
		 (text_begins_with(value, "file:") || text_begins_with(value, "append:") ||
		  text_begins_with(value, "truncate:")))
		draft_set(w->service, key, marked_word(pool_format("file%s", colon)));
	else if (key == CONF_SERVICE_STDIN && text_begins_with(value, "tty"))
		draft_set(w->service, CONF_SERVICE_TERMINAL, "yes");
	else if (!text_begins_with(value, "journal") &&
		 !text_begins_with(value, "syslog") && !text_begins_with(value, "kmsg") &&
		 strcmp(value, "inherit") != 0)
		draft_lost(w->draft, systemd_where(entry), "%s is not known here", value);
}

static void add_words(const struct systemd_work *w, const struct unit_entry *entry,
		      enum conf_key key, const char *front)
{
	struct strings words = { 0 };

	if (!unit_words(entry->value, false, &words))
		draft_lost(w->draft, systemd_where(entry), "systemd cannot read it");
	for (size_t i = 0; i < words.count; i++) {
		char *word = marked_word(pool_format("%s%s", front, words.list[i]));

		if (conf_key_info(key)->accumulates)
			draft_add(w->service, key, word);
		else
			draft_append(w->service, key, word);
	}
}

/* Adds names of units that are services. */
static void add_units(const struct systemd_work *w, const struct unit_entry *entry,
		      enum conf_key key)
{
	struct strings names = split_at(entry->value, "");

	for (size_t i = 0; i < names.count; i++) {
		size_t len = strlen(names.list[i]);

		if (text_ends_with(names.list[i], ".service"))
			draft_append(w->service, key,
				     draft_valid_name(pool_copy(names.list[i], len - 8)));
		else if (key == CONF_SERVICE_NEEDS)
			draft_info(w->draft, systemd_where(entry),
				   "%s is no service: left out", names.list[i]);
	}
}

static void set_limit(const struct systemd_work *w, const struct unit_entry *entry)
{
	const char *name = pool_format("limit-%s", entry->key + 5);
	struct grow value = { 0 };
	enum conf_key key;

	for (char *pos = strchr(name, '-'); *pos != '\0'; pos++)
		if (*pos >= 'A' && *pos <= 'Z')
			*pos = (char)(*pos | 0x20);
	key = conf_key_find(CONF_SERVICE, name);
	for (const char *pos = entry->value; *pos != '\0'; pos++)
		if (text_begins_with(pos, "infinity")) {
			grow_text(&value, "unlimited");
			pos += strlen("infinity") - 1;
		} else {
			grow_byte(&value, *pos);
		}
	if (key == CONF_KEY_COUNT)
		draft_lost(w->draft, systemd_where(entry), "there is no such limit");
	else
		draft_set(w->service, key, marked_word(grow_take(&value)));
}

/* Sets user from User= and Group=. */
static void set_user(const struct systemd_work *w)
{
	const char *user = unit_setting(w->unit, "Service", "User");
	const char *group = unit_setting(w->unit, "Service", "Group");

	if (user || group)
		draft_set(w->service, CONF_SERVICE_USER,
			  marked_value(pool_format("%s%s%s", user ? user : "",
						   group ? ":" : "", group ? group : "")));
}

static void set_directory(const struct systemd_work *w, const struct unit_entry *entry)
{
	const char *path = entry->value[0] == '-' ? entry->value + 1 : entry->value;

	draft_set(w->service, CONF_SERVICE_DIRECTORY,
		  strcmp(path, "~") == 0 ? "${HOME}" : marked_value(path));
}

static void add_folders(const struct systemd_work *w, const struct unit_entry *entry)
{
	static const char *const places[][2] = {
		{ "RuntimeDirectory", "/run/" },       { "StateDirectory", "/var/lib/" },
		{ "CacheDirectory", "/var/cache/" },   { "LogsDirectory", "/var/log/" },
		{ "ConfigurationDirectory", "/etc/" },
	};
	const char *mode =
		unit_setting(w->unit, "Service", pool_format("%sMode", entry->key));
	struct strings names = split_at(entry->value, "");

	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		for (size_t k = 0; k < names.count; k++)
			if (strcmp(places[i][0], entry->key) == 0)
				draft_add(w->service, CONF_SERVICE_DIRS,
					  marked_word(pool_format("%s%s%s%s", places[i][1],
								  names.list[k],
								  mode ? ":mode=" : "",
								  mode ? mode : "")));
}

static void set_codes(const struct systemd_work *w, const struct unit_entry *entry)
{
	struct strings codes = split_at(entry->value, "");

	draft_setf(w->service, CONF_SERVICE_SUCCESS, "0 %s",
		   marked_words(codes.list, codes.count));
}

/* ---- dispatch ---- */

enum unit_action { ACT_TIME, ACT_STREAM, ACT_WORDS, ACT_UNITS, ACT_CALL };

static const struct {
	const char *setting;
	enum unit_action action;
	enum conf_key key;
	void (*call)(const struct systemd_work *w, const struct unit_entry *entry);
} actions[] = {
	{ "Type", ACT_CALL, CONF_KEY_COUNT, set_type },
	{ "Restart", ACT_CALL, CONF_KEY_COUNT, set_restart },
	{ "RestartSec", ACT_TIME, CONF_SERVICE_RESTART_DELAY, NULL },
	{ "RestartMaxDelaySec", ACT_TIME, CONF_SERVICE_RESTART_MAX_DELAY, NULL },
	{ "StartLimitIntervalSec", ACT_TIME, CONF_SERVICE_RESTART_RESET, NULL },
	{ "StartLimitInterval", ACT_TIME, CONF_SERVICE_RESTART_RESET, NULL },
	{ "TimeoutStartSec", ACT_TIME, CONF_SERVICE_START_TIMEOUT, NULL },
	{ "TimeoutStopSec", ACT_TIME, CONF_SERVICE_STOP_TIMEOUT, NULL },
	{ "TimeoutSec", ACT_TIME, CONF_SERVICE_START_TIMEOUT, NULL },
	{ "TimeoutSec", ACT_TIME, CONF_SERVICE_STOP_TIMEOUT, NULL },
	{ "SuccessExitStatus", ACT_CALL, CONF_KEY_COUNT, set_codes },
	{ "KillMode", ACT_CALL, CONF_KEY_COUNT, set_kill_mode },
	{ "WorkingDirectory", ACT_CALL, CONF_KEY_COUNT, set_directory },
	{ "SupplementaryGroups", ACT_WORDS, CONF_SERVICE_GROUPS, NULL },
	{ "Environment", ACT_WORDS, CONF_SERVICE_ENVIRONMENT, NULL },
	{ "UnsetEnvironment", ACT_WORDS, CONF_SERVICE_ENV_UNSET, NULL },
	{ "StandardInput", ACT_STREAM, CONF_SERVICE_STDIN, NULL },
	{ "StandardOutput", ACT_STREAM, CONF_SERVICE_STDOUT, NULL },
	{ "StandardError", ACT_STREAM, CONF_SERVICE_STDERR, NULL },
	{ "RuntimeDirectory", ACT_CALL, CONF_KEY_COUNT, add_folders },
	{ "StateDirectory", ACT_CALL, CONF_KEY_COUNT, add_folders },
	{ "CacheDirectory", ACT_CALL, CONF_KEY_COUNT, add_folders },
	{ "LogsDirectory", ACT_CALL, CONF_KEY_COUNT, add_folders },
	{ "ConfigurationDirectory", ACT_CALL, CONF_KEY_COUNT, add_folders },
	{ "Requires", ACT_UNITS, CONF_SERVICE_NEEDS, NULL },
	{ "Requisite", ACT_UNITS, CONF_SERVICE_NEEDS, NULL },
	{ "BindsTo", ACT_UNITS, CONF_SERVICE_NEEDS, NULL },
	{ "PartOf", ACT_UNITS, CONF_SERVICE_NEEDS, NULL },
	{ "Wants", ACT_UNITS, CONF_SERVICE_WANTS, NULL },
	{ "After", ACT_UNITS, CONF_SERVICE_AFTER, NULL },
	{ "Before", ACT_UNITS, CONF_SERVICE_BEFORE, NULL },
};

static void act(const struct systemd_work *w, const struct unit_entry *entry)
{
	for (size_t i = 0; i < ARRAY_LEN(actions); i++) {
		if (strcmp(actions[i].setting, entry->key) != 0)
			continue;
		switch (actions[i].action) {
		case ACT_TIME: set_time(w, entry, actions[i].key); break;
		case ACT_STREAM: set_stream(w, entry, actions[i].key); break;
		case ACT_WORDS: add_words(w, entry, actions[i].key, ""); break;
		case ACT_UNITS: add_units(w, entry, actions[i].key); break;
		case ACT_CALL: actions[i].call(w, entry); break;
		}
	}
	if (text_begins_with(entry->key, "Limit"))
		set_limit(w, entry);
	else if (strcmp(entry->key, "ConditionPathExists") == 0)
		add_words(w, entry, CONF_SERVICE_WHEN,
			  entry->value[0] == '!' ? "!file:" : "file:");
	else if (strcmp(entry->key, "PIDFile") == 0)
		draft_set(w->service, CONF_SERVICE_PID_FILE,
			  marked_word(entry->value[0] == '/'
					      ? entry->value
					      : pool_format("/run/%s", entry->value)));
}

static void take_entry(const struct systemd_work *w, const struct unit_entry *entry)
{
	const struct key_rule *rule = rule_find(systemd_rules, entry->key);

	if (strcmp(entry->section, "Install") == 0 || text_begins_with(entry->key, "X-"))
		return;
	if (!rule)
		draft_lost(w->draft, systemd_where(entry), "it has no counterpart here");
	else if (rule->kind == RULE_LOST)
		rule_report(w->draft, rule, entry->value, systemd_where(entry));
	else if (rule->to == CONF_SERVICE_ENV_FILE)
		draft_add(w->service, rule->to, marked_word(entry->value));
	else if (rule->to != CONF_KEY_COUNT)
		rule_apply(w->draft, w->service, rule, entry->value, systemd_where(entry));
	else
		act(w, entry);
}

void systemd_service(const struct systemd_work *w)
{
	/* The defaults of systemd, where ours differ. A oneshot has no limit for its start. */
	draft_set(w->service, CONF_SERVICE_RESTART, "never");
	draft_set(w->service, CONF_SERVICE_STOP_TARGET, "tree");
	draft_set(w->service, CONF_SERVICE_STOP_TIMEOUT, "90s");
	draft_set(w->service, CONF_SERVICE_START_TIMEOUT, "90s");
	for (size_t i = 0; i < w->unit->count; i++)
		take_entry(w, &w->unit->entries[i]);
	set_user(w);
	const char *type = draft_get(w->service, CONF_SERVICE_TYPE);
	if (!type || strcmp(type, "task") != 0)
		return;
	if (!unit_setting(w->unit, "Service", "TimeoutStartSec"))
		draft_unset(w->service, CONF_SERVICE_START_TIMEOUT);
	if (!unit_setting(w->unit, "Service", "Restart"))
		draft_unset(w->service, CONF_SERVICE_RESTART);
}
