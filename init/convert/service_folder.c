/* init/convert/service_folder.c - converts one service directory of s6 or runit. */
#include "init/convert/service_folder.h"

#include "conf/base/number.h"
#include "init/convert/hoist.h"
#include "init/convert/marked.h"
#include "init/convert/rule.h"
#include "init/convert/script.h"

#include <string.h>
#include <sys/stat.h>

static const char *inside(const struct service_folder *folder, const char *name)
{
	return place_inside(folder->place, pool_format("%s/%s", folder->path, name));
}

static bool has_file(const struct service_folder *folder, const char *name)
{
	return source_is_file(pool_format("%s/%s", folder->path, name));
}

static char *read_file(const struct service_folder *folder, const char *name)
{
	const char *why;

	return source_read(pool_format("%s/%s", folder->path, name), &why);
}

/* ---- the command ---- */

static bool is_executable(const struct service_folder *folder, const char *name)
{
	struct stat st;

	return stat(pool_format("%s/%s", folder->path, name), &st) == 0 &&
	       st.st_mode & 0111;
}

void keep_script(const struct service_folder *folder, struct draft_section *section,
		 const char *script, const char *text)
{
	const char *path = inside(folder, script), *interpreter = script_interpreter(text);

	draft_set(section, CONF_SERVICE_COMMAND, marked_word(path));
	draft_set(section, CONF_SERVICE_DIRECTORY,
		  marked_word(place_inside(folder->place, folder->path)));
	if (!is_executable(folder, script))
		draft_lost(folder->draft, section->origin,
			   "%s stays a script, but it is not executable: chmod +x", path);
	if (strstr(interpreter, "with-contenv"))
		draft_info(folder->draft, section->origin,
			   "%s needs with-contenv; without s6-overlay two lines replace "
			   "it: "
			   "docs/from-s6-overlay.md",
			   path);
	else if (script_is_execline(text))
		draft_info(folder->draft, section->origin,
			   "%s is a script of execline: keep that program in the image",
			   path);
	else if (interpreter[0] == '\0')
		draft_lost(folder->draft, section->origin,
			   "%s has no #! line, so it cannot be run: add one", path);
}

static void set_command(const struct service_folder *folder, struct draft_section *section)
{
	char *text = read_file(folder, "run");

	if (!text)
		keep_script(folder, section, "run", "#!");
	else if (!script_convert(section, text, place_inside(folder->place, folder->path)))
		keep_script(folder, section, "run", text);
}

/* ---- finish ---- */

/* Returns true if the script ends the container. */
static bool ends_container(const char *text)
{
	static const char *const signs[] = {
		"/run/s6/basedir/bin/halt",
		"s6-svscanctl",
		"s6-linux-init-container-results",
		"kill 1\n",
		"kill -TERM 1",
		"kill -s TERM 1",
		"kill -15 1",
		"kill -HUP 1",
		"kill -INT 1",
	};

	for (size_t i = 0; i < ARRAY_LEN(signs); i++)
		if (strstr(text, signs[i]))
			return true;
	return false;
}

static void set_finish(const struct service_folder *folder, struct draft_section *section)
{
	/* Both pass the code and the signal as arguments, s6 also the name. */
	const char *name = folder->runit ? "" : " \"$1\"";
	const char *wrapper = pool_format("[ \"$EXIT_CODE\" = exited ] && exec \"$0\" "
					  "\"$EXIT_STATUS\" 0%s; "
					  "exec \"$0\" %s \"$EXIT_STATUS\"%s",
					  name, folder->runit ? "-1" : "256", name);
	char *text = read_file(folder, "finish");
	char *words[] = { pool_format("/bin/sh"), pool_format("-c"),
			  pool_format("%s", wrapper),
			  pool_format("%s", inside(folder, "finish")),
			  pool_format("%s", folder->name) };

	if (!text)
		return;
	if (ends_container(text)) {
		draft_set(section, CONF_SERVICE_MAIN, "yes");
		draft_info(folder->draft, section->origin,
			   "its finish script ends the container: main = yes does that, "
			   "with "
			   "the service's code");
		return;
	}
	draft_set(section, CONF_SERVICE_POST_STOP,
		  marked_words(words, folder->runit ? 4 : 5));
	draft_info(folder->draft, section->origin,
		   "its finish script gets the code and the signal's name as arguments "
		   "(here a name, not a number); post-stop may take stop-timeout");
	if (strstr(text, "exit 125"))
		draft_lost(folder->draft, section->origin,
			   "exit 125 in finish does not keep it down: see restart, "
			   "restart-limit and on-failed");
}

/* ---- the small files ---- */

/* Sets a time from a file with milliseconds. */
static void set_milliseconds(const struct service_folder *folder, const char *file,
			     struct draft_section *section, enum conf_key key)
{
	char *line = source_line(folder->path, file);
	int64_t number;

	if (!line || strcmp(line, "0") == 0)
		return;
	if (!number_parse(line, &number))
		draft_lost(folder->draft, section->origin, "%s has \"%.40s\", not a number",
			   file, line);
	else if (number % 1000 == 0)
		draft_setf(section, key, "%llds", (long long)number / 1000);
	else
		draft_setf(section, key, "%lldms", (long long)number);
}

static void set_readiness(const struct service_folder *folder,
			  struct draft_section *section)
{
	char *fd = source_line(folder->path, "notification-fd");
	const char *check = folder->runit ? "check" : "data/check";

	if (fd)
		draft_set(section, CONF_SERVICE_READY,
			  marked_word(pool_format("fd:%s", fd)));
	else if (has_file(folder, check))
		draft_set(section, CONF_SERVICE_READY,
			  marked_word(pool_format("exec:%s", inside(folder, check))));
}

static void set_stop(const struct service_folder *folder, struct draft_section *section)
{
	char *signal = source_line(folder->path, "down-signal");
	const char *name = signal ? rule_signal(signal) : NULL;

	if (name && strcmp(name, "TERM") != 0)
		draft_set(section, CONF_SERVICE_STOP_SIGNAL, name);
	else if (signal && !name)
		draft_lost(folder->draft, section->origin,
			   "down-signal has \"%.40s\", which is no signal", signal);
	set_milliseconds(folder, "timeout-kill", section, CONF_SERVICE_STOP_TIMEOUT);
	set_milliseconds(folder, "timeout-down", section, CONF_SERVICE_STOP_TIMEOUT);
	set_milliseconds(folder, "timeout-up", section, CONF_SERVICE_START_TIMEOUT);
}

static void set_others(const struct service_folder *folder, struct draft_section *section)
{
	char *tally = source_line(folder->path, "max-death-tally");
	int64_t number;

	draft_set(section, CONF_SERVICE_RESTART_LIMIT,
		  tally && number_parse(tally, &number) ? tally : "0");
	draft_set(section, CONF_SERVICE_RESTART_DELAY, "1s");
	draft_set(section, CONF_SERVICE_RESTART_MAX_DELAY, "1s");
	if (has_file(folder, "down") && !has_file(folder, "type"))
		draft_set(section, CONF_SERVICE_AUTOSTART, "no");
	if (source_is_folder(pool_format("%s/control", folder->path)))
		draft_lost(folder->draft, section->origin,
			   "the scripts in control/ are not carried over: see pre-stop, "
			   "reload and stop-signal");
	if (has_file(folder, "reload-signal"))
		draft_set(section, CONF_SERVICE_RELOAD,
			  marked_word(source_line(folder->path, "reload-signal")));
}

/* A logger in log/, which reads the output of the service. */
static void set_logger(const struct service_folder *folder, struct draft_section *section)
{
	struct service_folder logger = *folder;
	struct draft_section *service;
	char *text = read_file(folder, "log/run");

	if (!text || service_logger_convert(folder, section, text))
		return;
	logger.path = pool_format("%s/log", folder->path);
	logger.name = pool_format("%s-log", folder->name);
	service = draft_service(folder->draft, logger.name,
				pool_format("%s/log", section->origin));
	set_command(&logger, service);
	set_others(&logger, service);
	draft_setf(section, CONF_SERVICE_STDOUT, "pipe:%s", service->name);
}

struct draft_section *service_folder_convert(const struct service_folder *folder)
{
	struct draft_section *section =
		draft_service(folder->draft, folder->name, folder->name);

	set_command(folder, section);
	set_readiness(folder, section);
	set_stop(folder, section);
	set_finish(folder, section);
	set_others(folder, section);
	set_logger(folder, section);
	return section;
}

void service_folders_finish(struct draft *draft)
{
	static const enum conf_key shared[] = { CONF_SERVICE_RESTART_LIMIT,
						CONF_SERVICE_RESTART_DELAY,
						CONF_SERVICE_RESTART_MAX_DELAY };

	draft_hoist(draft, shared, ARRAY_LEN(shared));
}
