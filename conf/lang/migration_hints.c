/* conf/lang/migration_hints.c - suggests our keys and sections for those of other programs.
 * Pure.
 *
 * Their values are in conf/lang/value_hints.c. */
#include "conf/lang/migration_hints.h"

#include "conf/base/edit_distance.h"
#include "conf/lang/name_syntax.h"
#include "conf/lang/suggest.h"

#include <stdio.h>
#include <string.h>

#define NOTHING "it is not needed here: remove the line"
#define RESTARTS                                                                      \
	"a service restarts without it, and the services that need it keep running: " \
	"remove the line"

/* alias: a key of another program; case, - and _ are ignored. key: our key, or NULL. hint:
 * the text to print instead of "did you mean KEY?". */
/* clang-format off */
static const struct {
	const char *alias, *key, *hint;
} keys_of_others[] = {
	/* supervisord */
	{ "autorestart", "restart", NULL },
	{ "startsecs", "ready", "write ready = alive:5s, or better a check that succeeds when it is ready" },
	{ "startretries", "restart-limit", NULL },
	{ "stopsignal", "stop-signal", NULL },
	{ "stopwaitsecs", "stop-timeout", NULL },
	{ "stopasgroup", "stop-target", "write stop-target = group" },
	{ "killasgroup", "kill", "the remaining processes of a service are killed anyway: remove the line" },
	{ "exitcodes", "success", NULL },
	{ "priority", "needs", "name the services that start before it in needs, wants or after" },
	{ "redirectstderr", "stderr", "both streams go to the container's output and to log-file: remove the line" },
	{ "stdoutlogfile", "log-file", "did you mean log-file? The container's output needs no key" },
	{ "stderrlogfile", "log-file", "did you mean log-file, which has both streams? The container's output needs no key" },
	{ "logfile", "log-file", NULL },
	{ "stdoutlogfilemaxbytes", "log-max-size", NULL },
	{ "stderrlogfilemaxbytes", "log-max-size", NULL },
	{ "logfilemaxbytes", "log-max-size", NULL },
	{ "stdoutlogfilebackups", "log-keep", NULL },
	{ "stderrlogfilebackups", "log-keep", NULL },
	{ "logfilebackups", "log-keep", NULL },
	{ "stdoutsyslog", "log-format", "lines go to the container's output: remove the line" },
	{ "stderrsyslog", "log-format", "lines go to the container's output: remove the line" },
	{ "stdoutcapturemaxbytes", NULL, NOTHING },
	{ "stderrcapturemaxbytes", NULL, NOTHING },
	{ "stdouteventsenabled", NULL, NOTHING },
	{ "stderreventsenabled", NULL, NOTHING },
	{ "serverurl", NULL, NOTHING },
	{ "processname", "instances", "instances are NAME@1, NAME@2 and so on: remove the line" },
	{ "numprocs", "instances", NULL },
	{ "numprocsstart", "instances", "instances count from 1: remove the line" },
	{ "minfds", "limit-nofile", NULL },
	{ "minprocs", "limit-nproc", NULL },
	/* systemd */
	{ "execstart", "command", NULL },
	{ "execstartpre", "pre-start", NULL },
	{ "execstartpost", "needs", "make it a service with type = task that needs this one" },
	{ "execstop", "pre-stop", NULL },
	{ "execstoppost", "post-stop", NULL },
	{ "execreload", "reload", NULL },
	{ "execcondition", "when", "write when = exec:COMMAND" },
	{ "conditionpathexists", "when", "write when = file:/PATH" },
	{ "restartsec", "restart-delay", NULL },
	{ "restartmaxdelaysec", "restart-max-delay", NULL },
	{ "startlimitburst", "restart-limit", NULL },
	{ "startlimitinterval", "restart-reset", NULL },
	{ "startlimitintervalsec", "restart-reset", NULL },
	{ "successexitstatus", "success", NULL },
	{ "remainafterexit", "type", "a task that is done stays done: remove the line" },
	{ "supplementarygroups", "groups", NULL },
	{ "workingdirectory", "directory", NULL },
	{ "environmentfile", "env-file", NULL },
	{ "passenvironment", "env-unset", "services inherit ctinit's environment: remove the line" },
	{ "unsetenvironment", "env-unset", NULL },
	{ "killmode", "kill", NULL },
	{ "killsignal", "stop-signal", NULL },
	{ "timeoutsec", "stop-timeout", NULL },
	{ "timeoutstopsec", "stop-timeout", NULL },
	{ "timeoutstartsec", "start-timeout", NULL },
	{ "standardinput", "stdin", NULL },
	{ "standardoutput", "stdout", NULL },
	{ "standarderror", "stderr", NULL },
	{ "ttypath", "terminal", NULL },
	{ "syslogidentifier", "log-format", "lines have the service's name: remove the line" },
	{ "oomscoreadjust", "oom-score-adj", NULL },
	{ "runtimedirectory", "dirs", "write dirs = /run/NAME" },
	{ "statedirectory", "dirs", "write dirs = /var/lib/NAME" },
	{ "cachedirectory", "dirs", "write dirs = /var/cache/NAME" },
	{ "logsdirectory", "dirs", "write dirs = /var/log/NAME" },
	{ "watchdogsec", "health", NULL },
	{ "bindsto", "needs", NULL },
	{ "partof", "needs", NULL },
	{ "requisite", "needs", NULL },
	{ "requires", "needs", NULL },
	{ "wantedby", "autostart", "services start unless autostart = no: remove the line" },
	{ "description", NULL, "write a comment, # at the beginning of a line" },
	{ "documentation", NULL, "write a comment, # at the beginning of a line" },
	/* s6, s6-rc, runit */
	{ "run", "command", NULL },
	{ "up", "command", "did you mean command? In a service, type = task goes with it" },
	{ "down", "post-stop", "a command at the end is post-stop; autostart = no keeps a service down" },
	{ "finish", "post-stop", NULL },
	{ "notificationfd", "ready", "write ready = fd:3" },
	{ "check", "ready", "write ready = exec:COMMAND, and health = exec:COMMAND to keep checking" },
	{ "timeoutup", "start-timeout", NULL },
	{ "timeoutdown", "stop-timeout", NULL },
	{ "timeoutkill", "stop-timeout", NULL },
	{ "timeoutfinish", "stop-timeout", NULL },
	{ "downsignal", "stop-signal", NULL },
	{ "maxdeathtally", "restart-limit", NULL },
	{ "dependencies", "needs", NULL },
	{ "producerfor", "stdout", "lines go to the container's output; log-file is for files, stdout = pipe:SERVICE for a program that reads them" },
	{ "consumerfor", "stdout", "write stdout = pipe:SERVICE into the one that writes" },
	/* key of dinit, and depends_on of compose */
	{ "dependson", "needs", NULL },
	{ "dependsms", "needs", NULL },
	{ "waitsfor", "wants", NULL },
	{ "smoothrecovery", "restart", RESTARTS },
	{ "stopcommand", "pre-stop", NULL },
	{ "runas", "user", NULL },
	{ "rlimitnofile", "limit-nofile", NULL },
	{ "rlimitcore", "limit-core", NULL },
	{ "rlimitdata", "limit-data", NULL },
	{ "rlimitaddrspace", "limit-as", NULL },
	{ "restartlimitcount", "restart-limit", NULL },
	{ "restartlimitinterval", "restart-reset", NULL },
	{ "readynotification", "ready", "write ready = fd:3" },
	{ "termsignal", "stop-signal", NULL },
	{ "startsonconsole", "terminal", NULL },
	{ "runsonconsole", "terminal", NULL },
	{ "logtype", "log-file", "lines go to the container's output; log-file is for a file" },
	{ "chainto", "needs", "name this service in needs of the one that follows" },
	/* docker compose */
	{ "image", "command", "all services are programs of one image: remove the line" },
	{ "build", "command", "all services are programs of one image: remove the line" },
	{ "entrypoint", "command", NULL },
	{ "containername", "name", NULL },
	{ "workingdir", "directory", NULL },
	{ "stopgraceperiod", "stop-timeout", NULL },
	{ "healthcheck", "health", NULL },
	{ "replicas", "instances", NULL },
	{ "scale", "instances", NULL },
	{ "tty", "terminal", NULL },
	{ "stdinopen", "stdin", "write stdin = inherit" },
	{ "ulimits", "limit-nofile", "write limit-nofile, limit-nproc and so on" },
	{ "profiles", "enabled", NULL },
	{ "logging", "log-format", "did you mean log-format, log-file or log-rate?" },
	{ "volumes", "volume", NULL },
	{ "volumes", "command", "the container has volumes, a service has none: [container] volume, or the engine's option" },
	{ "networkmode", "network", NULL },
	{ "networks", "network", NULL },
	{ "networkmode", "command", "the container's engine gives it a network: remove the line" },
	{ "networks", "command", "the container's engine gives it a network: remove the line" },
	{ "capadd", "rootfs", "write capabilities = default +NAME" },
	{ "capdrop", "rootfs", "write capabilities = default -NAME" },
	{ "capadd", "command", "the container has them: [container] capabilities, or the engine's option" },
	{ "capdrop", "command", "the container has them: [container] capabilities, or the engine's option" },
	{ "memlimit", "limit-as", "the engine limits the container's memory; limit-as is the address space of one process" },
	{ "secrets", "env-from-file", "write env-from-file = NAME=/run/secrets/NAME" },
	{ "links", "needs", NULL },
	{ "init", NULL, NOTHING },
	{ "labels", NULL, NOTHING },
	{ "startperiod", "health-delay", NULL },
	{ "interval", "health-interval", NULL },
	{ "retries", "health-retries", NULL },
	{ "mount", "volume", NULL },
	{ "ports", "network", "the container's engine maps its ports: remove the line" },
	{ "ports", "command", "the container's engine maps its ports: remove the line" },
	{ "expose", "command", "the container's engine maps its ports: remove the line" },
	{ "maxsize", "log-max-size", NULL },
	{ "maxfile", "log-keep", NULL },
	/* others, and misspellings too far for the edit distance */
	{ "exec", "command", NULL },
	{ "cmd", "command", NULL },
	{ "respawn", "restart", NULL },
	{ "critical", "main", NULL },
	{ "essential", "main", NULL },
	{ "flagessential", "main", NULL },
	{ "uid", "user", NULL },
	{ "depends", "needs", NULL },
	{ "cwd", "directory", NULL },
	{ "chdir", "directory", NULL },
	{ "workdir", "directory", NULL },
	{ "env", "environment", NULL },
	{ "root", "rootfs", NULL },
	{ "logbackups", "log-keep", NULL },
};

/* alias: the name of the section before the colon. */
static const struct {
	const char *alias, *hint;
} sections_of_others[] = {
	{ "supervisord", "ctinit does not need it: remove the section ([init] comes closest)" },
	{ "supervisorctl", "ctinit does not need it: remove the section" },
	{ "unix_http_server", "ctinit does not need it: remove the section" },
	{ "inet_http_server", "ctinit does not need it: remove the section" },
	{ "rpcinterface", "ctinit does not need it: remove the section" },
	{ "eventlistener", "ctinit has no events to listen to: main and on-failed of a service end the container" },
	{ "group", "write group = NAME into each [service:NAME] of the group" },
	{ "DEFAULT", "did you mean [defaults]?" },
	{ "Unit", "write its settings into [service:NAME]" },
	{ "Service", "did you mean [service:NAME]?" },
	{ "Install", "services start unless autostart = no: remove the section" },
	{ "Timer", "there are no timers: run cron as a service" },
	{ "Socket", "there are no socket units: the program opens its socket itself" },
};
/* clang-format on */

/* Compares names, ignoring case, - and _. */
static bool same_name(const char *a, const char *b)
{
	for (;; a++, b++) {
		a += strspn(a, "-_");
		b += strspn(b, "-_");
		if ((*a | 0x20) != (*b | 0x20) || *a == '\0' || *b == '\0')
			return *a == *b;
	}
}

const char *hint_for_pair(const char *name, const char *value)
{
	if (strcmp(name, "Group") == 0) /* `group` is a key of ours */
		return "group is a group of services here: write user = USER:GROUP";
	return same_name(name, "startsecs") && strcmp(value, "0") == 0
		       ? "it counts as started at once, which is the default (ready = "
			 "start): remove the line; for a program that ends on its own "
			 "write type = task"
		       : NULL;
}

const char *hint_for_key(enum conf_section_kind section, const char *name, char *buf,
			 size_t size, enum conf_key *ret_key)
{
	enum conf_key near = CONF_KEY_COUNT;

	for (unsigned i = 0; i < CONF_KEY_COUNT && near == CONF_KEY_COUNT; i++) {
		if (conf_key_allowed(section, (enum conf_key)i) &&
		    same_name(name, conf_key_info((enum conf_key)i)->name))
			near = (enum conf_key)i;
	}
	for (size_t i = 0; i < ARRAY_LEN(keys_of_others) && near == CONF_KEY_COUNT; i++) {
		const char *key = keys_of_others[i].key, *hint = keys_of_others[i].hint;

		if (!same_name(name, keys_of_others[i].alias))
			continue;
		if (key)
			near = conf_key_find(section, key);
		if (hint && (!key || near != CONF_KEY_COUNT)) {
			*ret_key = near;
			return hint;
		}
	}
	if (near == CONF_KEY_COUNT)
		near = suggest_key(section, name);
	*ret_key = near;
	if (near == CONF_KEY_COUNT)
		return NULL;
	snprintf(buf, size, "did you mean %s?", conf_key_info(near)->name);
	return buf;
}

const char *hint_for_section(const char *name)
{
	size_t len = strcspn(name, ":");

	for (size_t i = 0; i < ARRAY_LEN(sections_of_others); i++) {
		if (strlen(sections_of_others[i].alias) == len &&
		    memcmp(sections_of_others[i].alias, name, len) == 0)
			return sections_of_others[i].hint;
	}
	return NULL;
}

static bool is_near(const char *word, size_t len, const char *known, unsigned edits)
{
	char text[16];

	snprintf(text, sizeof text, "%.*s", (int)(len < 15 ? len : 15), word);
	return edit_distance(text, known) <= edits;
}

const char *suggest_section(const char *name, char *buf, size_t size)
{
	static const char *const single[] = { "include", "defaults", "init", "container" };
	size_t front = strcspn(name, ":"), len = 0;
	const char *kind = "service", *pos = name + front;
	char service[CONF_NAME_MAX + 8];

	if (*pos == '\0' && strcspn(name, ". _-") < front &&
	    (is_near(name, strcspn(name, ". _-"), "service", 2) ||
	     is_near(name, strcspn(name, ". _-"), "setup", 2)))
		front = strcspn(name, ". _-");
	pos = name + front;
	buf[0] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(single); i++) {
		if (is_near(name, front, single[i],
			    *pos == '\0' ? 2 : strlen(single[i]) > 4))
			return single[i];
	}
	if (is_near(name, front, "setup", 2))
		kind = "setup";
	if (strcmp(kind, "setup") == 0 && *pos == '\0')
		return "setup:NAME";
	pos = *pos == '\0' ? name : pos + 1;
	pos += strspn(pos, " \t\"'");
	for (; pos[len] != '\0' && len + 1 < sizeof service; len++)
		service[len] = (char)(pos[len] >= 'A' && pos[len] <= 'Z' ? pos[len] | 0x20
									 : pos[len]);
	while (len > 0 && strchr(" \t\"'", service[len - 1]))
		len--;
	service[len] = '\0';
	if (name_is_valid(service))
		snprintf(buf, size, "%s:%s", kind, service);
	return buf;
}
