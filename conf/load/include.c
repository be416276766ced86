/* conf/load/include.c - files: read, and then those that they include. */
#include "conf/lang/reader.h"
#include "conf/lang/words.h"
#include "conf/load/glob.h"
#include "conf/load/load.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The section of this name, made where there is none yet. */
static struct conf_section *section_of(struct load *load, int line,
				       enum conf_section_kind kind, const char *name)
{
	struct section_list *list =
		kind == CONF_SETUP ? &load->conf->setups : &load->conf->services;
	uint32_t *slot = conf_slot(list, name);

	if (slot && *slot != 0)
		return list->at[*slot - 1];
	return conf_add_section(load->conf, kind, name, load->file, (unsigned)line);
}

static struct conf_section *open_named(struct load *load, int line,
				       enum conf_section_kind kind, const char *name)
{
	char shown[80];

	if (conf_name_ok(name))
		return section_of(load, line, kind, name);
	diag_at(load->conf, load->file, (unsigned)line, false,
		"[%s:%s]: want a name of a-z 0-9 _ . -, at most 32, a letter or "
		"digit first",
		kind == CONF_SETUP ? "setup" : "service",
		words_show(name, strlen(name), shown, sizeof shown));
	return NULL;
}

/* Says that there is no such section. Returns the service or setup that was probably
 * meant, so that its keys are checked too, or NULL. */
static struct conf_section *no_section(struct load *load, int line, const char *name)
{
	const char *advice = conf_section_advice(name), *meant;
	char shown[80], buf[64];
	struct conf_section *section = NULL;

	meant = advice ? "" : conf_section_meant(name, buf, sizeof buf);
	diag_at(load->conf, load->file, (unsigned)line, false,
		"[%s]: no such section; want [include], [defaults], [init], "
		"[container], [setup:NAME] or [service:NAME]%s%s%s",
		words_show(name, strlen(name), shown, sizeof shown),
		advice     ? "; "
		: meant[0] ? "; did you mean ["
			   : "",
		advice ? advice : meant, meant[0] ? "]?" : "");
	if (strcmp(name, "Service") == 0) /* a unit of systemd has one */
		section = section_of(load, line, CONF_SERVICE, "NAME");
	else if (strncmp(meant, "service:", 8) == 0)
		section = section_of(load, line, CONF_SERVICE, meant + 8);
	else if (strncmp(meant, "setup:", 6) == 0)
		section = section_of(load, line, CONF_SETUP, meant + 6);
	if (section)
		section->bad_command = true; /* one error for a section is enough */
	return section;
}

static void on_section(void *context, int line, const char *name)
{
	struct load *load = context;
	struct conf *conf = load->conf;

	load->section = NULL;
	load->any_section = true;
	if (name[0] == '\0')
		return; /* told already */
	if (strncmp(name, "service:", 8) == 0) {
		load->section = open_named(load, line, CONF_SERVICE, name + 8);
	} else if (strncmp(name, "setup:", 6) == 0) {
		load->section = open_named(load, line, CONF_SETUP, name + 6);
	} else if (strcmp(name, "init") == 0) {
		load->section = &conf->init;
	} else if (strcmp(name, "defaults") == 0) {
		load->section = &conf->defaults;
	} else if (strcmp(name, "container") == 0) {
		load->section = &conf->container;
		conf->has_container = true;
	} else if (strcmp(name, "include") == 0 && !conf->flat) {
		load->section = &conf->include;
	} else {
		load->section = no_section(load, line, name);
	}
}

/* Where else a key of the very name may stand. */
static const char *home_of(const char *key)
{
	if (conf_key_find(CONF_INIT, key) != CONF_KEY_COUNT)
		return "[init]";
	if (conf_key_find(CONF_CONTAINER, key) != CONF_KEY_COUNT)
		return "[container]";
	if (conf_key_find(CONF_DEFAULTS, key) != CONF_KEY_COUNT)
		return "[defaults] and [service:NAME]";
	return conf_key_find(CONF_SERVICE, key) != CONF_KEY_COUNT ? "[service:NAME]" : NULL;
}

static void no_key(struct load *load, int line, const char *key, const char *value)
{
	const char *home, *advice, *pair = conf_pair_advice(key, value);
	char title[64], buf[64];
	enum conf_key near;

	if (!diag_room(load->conf)) {
		diag_at(load->conf, load->file, (unsigned)line, false, "no such key");
		return;
	}
	section_title(load->section, title);
	if ((load->section->kind == CONF_DEFAULTS || load->section->kind == CONF_SETUP) &&
	    conf_key_find(CONF_SERVICE, key) != CONF_KEY_COUNT) {
		diag_at(load->conf, load->file, (unsigned)line, false,
			"%s %s: this key is for services: it may stand in a "
			"[service:NAME]%s",
			title, key,
			load->section->kind == CONF_SETUP &&
					conf_key_find(CONF_DEFAULTS, key) != CONF_KEY_COUNT
				? " or in [defaults] only"
				: " only");
		return;
	}
	advice = conf_key_advice((enum conf_section_kind)load->section->kind, key, buf,
				 sizeof buf, &near);
	home = home_of(key);
	if (home && (!advice || advice == buf)) {
		diag_at(load->conf, load->file, (unsigned)line, false,
			"%s %s: no such key here; it is one of %s", title, key, home);
		return;
	}
	/* That the command is missing is not said too. */
	load->section->bad_command |= near == CONF_SERVICE_COMMAND;
	diag_at(load->conf, load->file, (unsigned)line, false, "%s %s: no such key; %s",
		title, key,
		pair     ? pair
		: advice ? advice
			 : "see `ctinit keys`");
}

static void on_value(void *context, int line, const char *key, const char *value,
		     size_t len)
{
	struct load *load = context;
	enum conf_key found;

	if (!load->section)
		return;
	found = conf_key_find((enum conf_section_kind)load->section->kind, key);
	if (found == CONF_KEY_COUNT)
		no_key(load, line, key, value);
	else
		load_value(load, load->section, (unsigned)line, found, value, len);
}

static void on_comment(void *context, const char *text)
{
	if (strncmp(text, CONF_ORIGIN, strlen(CONF_ORIGIN)) == 0)
		load_origin(context, text + strlen(CONF_ORIGIN));
}

static bool is_key(void *context, const char *name)
{
	struct load *load = context;

	return load->section && conf_key_find((enum conf_section_kind)load->section->kind,
					      name) != CONF_KEY_COUNT;
}

static void on_error(void *context, int line, const char *text)
{
	struct load *load = context;
	char title[64];

	if (load->section) {
		/* Perhaps it was the command's own line: that it is missing is not said too. */
		load->section->bad_command = true;
		diag_at(load->conf, load->file, (unsigned)line, false, "%s %s",
			section_title(load->section, title), text);
	} else
		diag_at(load->conf, load->file, (unsigned)line, false, "%s", text);
}

/* Keys before the first section. */
static void on_first_value(void *context, int line, const char *key, const char *value,
			   size_t len)
{
	struct load *load = context;

	if (!load->section && !load->any_section)
		diag_at(load->conf, load->file, (unsigned)line, false,
			"%s: before the first section; want [service:NAME] or another "
			"above it",
			key);
	on_value(context, line, key, value, len);
}

/* Is it new? Remembers it. A path that cannot be resolved is new: opening it will tell. */
static bool first_time(struct load *load, const char *path)
{
	char *real = realpath(path, NULL), **more;

	for (size_t i = 0; real && i < load->real_count; i++) {
		if (strcmp(load->real_paths[i], real) == 0) {
			free(real);
			return false;
		}
	}
	more = realloc(load->real_paths, (load->real_count + 1) * sizeof *more);
	if (more)
		load->real_paths = more;
	if (real && more)
		load->real_paths[load->real_count++] = real;
	else
		free(real);
	return true;
}

/* One word of `files`, relative to the directory of the file it stands in. */
static void include_one(struct load *load, const char *word, const char *by,
			unsigned by_file, unsigned by_line)
{
	const char *slash = strrchr(by, '/');
	int dir = word[0] == '/' || !slash ? 0 : (int)(slash - by) + 1;
	char *pattern = NULL;
	struct pattern_found found = { 0 };

	if (asprintf(&pattern, "%.*s%s", dir, by, word) < 0) {
		load->conf->arena.failed = true;
		return;
	}
	int err = pattern_find(pattern, &found);

	if (err == -E2BIG)
		diag_at(load->conf, by_file, by_line, false,
			"[include] files: %s: the pattern reaches more than %d directories "
			"or "
			"%d names; name the directories",
			pattern, PATTERN_DIRS, PATTERN_NAMES);
	else if (err == -ENOMEM)
		load->conf->arena.failed = true;
	else if (err < 0)
		diag_at(load->conf, by_file, by_line, false,
			"[include] files: cannot look for %s: %s", pattern, strerror(-err));
	if (err == 0 && found.count == 0 && !strpbrk(word, "*?["))
		load_file(load, pattern, NULL, by_file, by_line);
	for (size_t i = 0; i < found.count; i++)
		load_file(load, found.paths[i], NULL, by_file, by_line);
	pattern_free(&found);
	free(pattern);
}

static void follow_includes(struct load *load)
{
	struct entry *last = load->conf->include.adds, *at = last ? last->next : NULL;
	unsigned file = load->file;

	load->conf->include.adds = NULL;
	for (bool more = at != NULL; more; at = at->next) {
		more = at != last;
		for (uint32_t i = 0; i < at->count; i++)
			include_one(load, at->words[i], load->conf->files[file], file,
				    at->line);
	}
}

static void read_all(struct load *load, FILE *file)
{
	struct lines_sink sink = {
		.on_section = on_section,
		.on_value = on_first_value,
		.is_key = is_key,
		.on_error = on_error,
		.context = load,
	};
	int error;

	if (load->conf->flat) {
		sink.value_max = sink.file_max = (size_t)1 << 30;
		sink.on_comment = on_comment;
	}
	load->section = NULL;
	load->any_section = false;
	error = lines_read(file, &sink);
	if (error == -ENOMEM)
		load->conf->arena.failed = true;
	else if (error < 0)
		diag_at(load->conf, load->file, 0, false, "cannot read it: %s",
			strerror(-error));
}

/* What source->open says by them, in words of a file. */
static const char *open_error(int error, bool included)
{
	return error == EOPNOTSUPP ? included ? "it is not a regular file"
					      : "it is neither a file nor a pipe"
	       : error == ENODATA  ? "it is a pipe, and nobody writes into it"
				   : strerror(error);
}

static FILE *open_file(struct load *load, const char *path, unsigned by_file,
		       unsigned by_line)
{
	FILE *file;

	errno = 0;
	file = load->source->open ? load->source->open(path, load->depth > 1)
				  : fopen(path, "re");
	if (file)
		return file;
	if (load->depth > 1)
		diag_at(load->conf, by_file, by_line, false,
			"[include] files: cannot open %s: %s", path,
			open_error(errno, true));
	else
		diag_at(load->conf, load->file, 0, false, "cannot open it: %s",
			open_error(errno, false));
	return NULL;
}

bool load_add_file(struct load *load, const char *path, unsigned *ret_file)
{
	struct conf *conf = load->conf;
	const char **more = realloc(conf->files, (conf->file_count + 1) * sizeof *more);

	if (more)
		conf->files = more;
	else
		conf->arena.failed = true;
	if (!more)
		return false;
	conf->files[conf->file_count] = arena_copy(&conf->arena, path, strlen(path));
	*ret_file = (unsigned)conf->file_count++;
	return conf->files[*ret_file] != NULL;
}

void load_file(struct load *load, const char *path, FILE *file, unsigned by_file,
	       unsigned by_line)
{
	struct conf *conf = load->conf;

	if (!file && !first_time(load, path))
		return;
	if (load->depth == LOAD_DEPTH_MAX || conf->file_count == LOAD_FILES_MAX) {
		diag_at(conf, by_file, by_line, false,
			"[include] files: %s: files may include one another %d deep, and "
			"be %d",
			path, LOAD_DEPTH_MAX, LOAD_FILES_MAX);
		return;
	}
	load->depth++;
	if (load_add_file(load, path, &load->file) &&
	    (file || (file = open_file(load, path, by_file, by_line)))) {
		read_all(load, file);
		fclose(file);
		file = NULL;
		follow_includes(load);
	}
	if (file)
		fclose(file);
	load->depth--;
}
