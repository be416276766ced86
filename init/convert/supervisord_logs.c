/* init/convert/supervisord_logs.c - converts the log keys of a program. */
#include "init/convert/marked.h"
#include "init/convert/supervisord_program.h"

#include <string.h>
#include <strings.h>

/* Where a stream goes. */
enum log_target { LOG_CONSOLE, LOG_OTHER_CONSOLE, LOG_NONE, LOG_FILE };

struct program_log {
	const char *name; /* "stdout" */
	enum log_target target;
	const char *path;        /* of LOG_FILE */
	const char *size, *keep; /* as svc.ini has them; NULL if not set */
};

/* The keys that belong to one stream of a program. */
struct program_log_reader {
	const struct ini *ini;
	const struct ini_section *section;
	const struct expansion_of *of;
	const char *origin;
};

static const char *stream_value(const struct program_log_reader *r, const char *stream,
				const char *key)
{
	return program_value(r->ini, r->section, r->of, pool_format("%s_%s", stream, key));
}

/* Returns 1 or 2 for a path that is the container's stdout or stderr, else 0. */
static int console_of(const char *path)
{
	static const struct {
		const char *path;
		int fd;
	} known[] = {
		{ "/dev/stdout", 1 },     { "/dev/stderr", 2 },     { "/dev/fd/1", 1 },
		{ "/dev/fd/2", 2 },       { "/proc/1/fd/1", 1 },    { "/proc/1/fd/2", 2 },
		{ "/proc/self/fd/1", 1 }, { "/proc/self/fd/2", 2 }, { "/dev/console", 1 },
		{ "/dev/tty", 1 },
	};

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (strcmp(path, known[i].path) == 0)
			return known[i].fd;
	return 0;
}

static void set_target(const struct program_log_reader *r, struct program_log *stream,
		       const char *value)
{
	int console = value ? console_of(value) : 0;
	bool is_stderr = strcmp(stream->name, "stderr") == 0;

	stream->target = LOG_CONSOLE;
	if (!value || strcasecmp(value, "auto") == 0 || value[0] == '\0')
		return;
	if (strcasecmp(value, "none") == 0 || strcasecmp(value, "off") == 0 ||
	    strcmp(value, "/dev/null") == 0)
		stream->target = LOG_NONE;
	else if (console != 0)
		stream->target = console == 1 + is_stderr ? LOG_CONSOLE : LOG_OTHER_CONSOLE;
	else if (strcasecmp(value, "syslog") == 0)
		draft_lost(r->of->draft, r->origin,
			   "%s_logfile = syslog: its lines go to the container's output",
			   stream->name);
	else if (value[0] == '/' || value[0] == MARK_WORDS)
		stream->target = LOG_FILE;
	else
		draft_lost(r->of->draft, r->origin,
			   "%s_logfile = %s is a path relative to supervisord's directory: "
			   "its lines go to the container's output; write log-file = /PATH",
			   stream->name, value);
	stream->path = value;
}

static struct program_log read_stream(const struct program_log_reader *r, const char *name)
{
	struct program_log stream = { .name = name };
	const char *size = stream_value(r, name, "logfile_maxbytes");
	const char *keep = stream_value(r, name, "logfile_backups");

	set_target(r, &stream, stream_value(r, name, "logfile"));
	if (size && !has_mark(size)) {
		stream.size = supervisord_size(size);
		if (!stream.size)
			draft_lost(r->of->draft, r->origin,
				   "%s_logfile_maxbytes = %s is no size", name, size);
	}
	stream.keep = keep ? marked_word(keep) : NULL;
	return stream;
}

/* Reports the keys of a stream that need supervisord's event system, and syslog. */
static void report_others(const struct program_log_reader *r, const char *stream)
{
	static const struct {
		const char *key, *why;
	} keys[] = {
		{ "capture_maxbytes",
		  "there is no capture mode: the text goes to the log" },
		{ "events_enabled", "there are no event listeners" },
		{ "syslog", "lines go to the container's output; the engine can send them "
			    "to syslog" },
	};

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		const char *value = stream_value(r, stream, keys[i].key);

		if (value && strcmp(value, "0") != 0 && strcasecmp(value, "false") != 0 &&
		    strcasecmp(value, "no") != 0 && strcasecmp(value, "off") != 0)
			draft_lost(r->of->draft, r->origin, "%s_%s = %s: %s", stream,
				   keys[i].key, value, keys[i].why);
	}
}

/* Both streams, or stdout alone if stderr has a place of its own, go to a rotated file. */
static void set_log_file(struct draft_section *service, const struct program_log *stream)
{
	draft_set(service, CONF_SERVICE_LOG_FILE, marked_word(stream->path));
	draft_set(service, CONF_SERVICE_LOG_MAX_SIZE, stream->size ? stream->size : "50M");
	draft_set(service, CONF_SERVICE_LOG_KEEP, stream->keep ? stream->keep : "10");
	draft_set(service, CONF_SERVICE_LOG_CONSOLE, "no");
}

/* A second file beside log-file, or beside the console. */
static void set_plain_file(const struct program_log_reader *r,
			   struct draft_section *service, const struct program_log *stream)
{
	enum conf_key key =
		stream->name[3] == 'o' ? CONF_SERVICE_STDOUT : CONF_SERVICE_STDERR;

	draft_set(service, key, marked_word(pool_format("file:%s", stream->path)));
	if (!stream->size || strcmp(stream->size, "0") != 0)
		draft_lost(r->of->draft, r->origin,
			   "%s_logfile = %s is written, but not rotated, because the "
			   "streams "
			   "go to different places: log-file has both streams",
			   stream->name, stream->path);
}

static void set_other_console(const struct program_log_reader *r,
			      const struct program_log *stream)
{
	draft_lost(r->of->draft, r->origin,
		   "%s_logfile = %s is the other stream of the container: its lines go to "
		   "the container's %s",
		   stream->name, stream->path, stream->name);
}

static void place_streams(const struct program_log_reader *r, struct draft_section *service,
			  const struct program_log *out, const struct program_log *err)
{
	bool same = err->target == LOG_FILE && out->target == LOG_FILE &&
		    strcmp(out->path, err->path) == 0;

	if (out->target == LOG_FILE && err->target == LOG_CONSOLE && err->path)
		set_plain_file(r, service, out);
	else if (out->target == LOG_FILE)
		set_log_file(service, out);
	else if (err->target == LOG_FILE && out->target == LOG_NONE)
		set_log_file(service, err);
	else if (err->target == LOG_FILE)
		set_plain_file(r, service, err);
	if (out->target == LOG_FILE && err->target == LOG_FILE && !same)
		set_plain_file(r, service, err);
	if (out->target == LOG_NONE)
		draft_set(service, CONF_SERVICE_STDOUT, "null");
	if (err->target == LOG_NONE)
		draft_set(service, CONF_SERVICE_STDERR, "null");
	if (out->target == LOG_OTHER_CONSOLE)
		set_other_console(r, out);
	if (err->target == LOG_OTHER_CONSOLE)
		set_other_console(r, err);
}

void supervisord_logs(const struct ini *ini, const struct ini_section *section,
		      const struct expansion_of *of, struct draft_section *service)
{
	struct program_log_reader r = { ini, section, of, service->origin };
	const char *redirect = program_value(ini, section, of, "redirect_stderr");
	struct program_log out = read_stream(&r, "stdout"), err = read_stream(&r, "stderr");
	bool both = redirect && (strcasecmp(redirect, "true") == 0 ||
				 strcasecmp(redirect, "yes") == 0 ||
				 strcasecmp(redirect, "on") == 0 || redirect[0] == '1');

	if (both) {
		err = out;
		err.name = "stderr";
		if (err.target == LOG_OTHER_CONSOLE) {
			err.target = LOG_CONSOLE;
			set_other_console(&r, &out);
			out.target = LOG_CONSOLE;
		}
	}
	place_streams(&r, service, &out, &err);
	report_others(&r, "stdout");
	report_others(&r, "stderr");
}
