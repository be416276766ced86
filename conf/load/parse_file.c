/* conf/load/parse_file.c - handles the sections and keys of a file. */
#include "conf/base/escape.h"
#include "conf/lang/migration_hints.h"
#include "conf/lang/reader.h"
#include "conf/load/load.h"

#include <string.h>

/* Returns the section with this name. Adds it if it is new. */
static struct conf_section *section_of(struct load *load, int line,
				       enum conf_section_kind kind, const char *name)
{
	struct section_list *list =
		kind == CONF_SETUP ? &load->conf->setups : &load->conf->services;
	struct conf_section *section = section_find(list, name);

	return section ? section
		       : section_add(load->conf, kind, name, load->file, (unsigned)line);
}

static struct conf_section *open_named(struct load *load, int line,
				       enum conf_section_kind kind, const char *name)
{
	char shown[80];

	if (name_is_valid(name))
		return section_of(load, line, kind, name);
	file_error(load->conf, load->file, (unsigned)line,
		   "[%s:%s]: expected a name of a-z 0-9 _ . -, at most 32 characters, a "
		   "letter or digit first",
		   kind == CONF_SETUP ? "setup" : "service",
		   printable_text(name, strlen(name), shown, sizeof shown));
	return NULL;
}

/* Reports an unknown section. Returns the service or setup that was probably meant, so its
 * keys are checked too, or NULL. */
static struct conf_section *no_section(struct load *load, int line, const char *name)
{
	const char *hint = hint_for_section(name), *suggestion, *rest;
	enum conf_section_kind kind;
	char shown[80], buf[64];
	struct conf_section *section = NULL;

	suggestion = hint ? "" : suggest_section(name, buf, sizeof buf);
	file_error(load->conf, load->file, (unsigned)line,
		   "[%s]: no such section; expected [include], [defaults], [init], "
		   "[container], [setup:NAME] or [service:NAME]%s%s%s",
		   printable_text(name, strlen(name), shown, sizeof shown),
		   hint            ? "; "
		   : suggestion[0] ? "; did you mean ["
				   : "",
		   hint ? hint : suggestion, suggestion[0] ? "]?" : "");
	if (strcmp(name, "Service") == 0) /* systemd units have a [Service] section */
		section = section_of(load, line, CONF_SERVICE, "NAME");
	else if (section_has_name(suggestion, &kind, &rest))
		section = section_of(load, line, kind, rest);
	/* The section has an error already: do not also report its command as missing. */
	if (section)
		section->command_is_wrong = true;
	return section;
}

static void on_section(void *context, int line, const char *name)
{
	struct load *load = context;
	enum conf_section_kind kind;
	const char *rest;

	load->section = NULL;
	load->any_section = true;
	if (name[0] == '\0')
		return; /* the reader has reported the bad name */
	if (section_has_name(name, &kind, &rest)) {
		load->section = open_named(load, line, kind, rest);
		return;
	}
	load->section = section_of_name(load->conf, name);
	if (load->section == &load->conf->include && load->conf->serialized)
		load->section = NULL;
	if (!load->section)
		load->section = no_section(load, line, name);
}

/* Returns the titles of the sections that may have this key, or NULL. */
static const char *home_of(const char *key)
{
	static const struct {
		enum conf_section_kind kind;
		const char *title;
	} homes[] = { { CONF_INIT, "[init]" },
		      { CONF_CONTAINER, "[container]" },
		      { CONF_DEFAULTS, "[defaults] and [service:NAME]" },
		      { CONF_SERVICE, "[service:NAME]" } };

	for (size_t i = 0; i < ARRAY_LEN(homes); i++) {
		if (conf_key_find(homes[i].kind, key) != CONF_KEY_COUNT)
			return homes[i].title;
	}
	return NULL;
}

static void no_key(struct load *load, int line, const char *key, const char *value)
{
	const char *home, *hint, *pair = hint_for_pair(key, value);
	char title[64], buf[64];
	enum conf_key near;

	if (!diag_has_capacity(load->conf)) {
		file_error(load->conf, load->file, (unsigned)line, "no such key");
		return;
	}
	section_title(load->section, title);
	if ((load->section->kind == CONF_DEFAULTS || load->section->kind == CONF_SETUP) &&
	    conf_key_find(CONF_SERVICE, key) != CONF_KEY_COUNT) {
		file_error(load->conf, load->file, (unsigned)line,
			   "%s %s: this key is for services: it is allowed only in "
			   "[service:NAME]%s",
			   title, key,
			   load->section->kind == CONF_SETUP &&
					   conf_key_find(CONF_DEFAULTS, key) !=
						   CONF_KEY_COUNT
				   ? " and [defaults]"
				   : "");
		return;
	}
	hint = hint_for_key((enum conf_section_kind)load->section->kind, key, buf,
			    sizeof buf, &near);
	home = home_of(key);
	if (home && (!hint || hint == buf)) {
		file_error(load->conf, load->file, (unsigned)line,
			   "%s %s: no such key here; it belongs to %s", title, key, home);
		return;
	}
	/* The key was probably meant to be `command`: do not also report it as missing. */
	load->section->command_is_wrong |= near == CONF_SERVICE_COMMAND;
	file_error(load->conf, load->file, (unsigned)line, "%s %s: no such key; %s", title,
		   key,
		   pair   ? pair
		   : hint ? hint
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
		load_value(load, load->section,
			   &(struct raw_value){ found, (unsigned)line, value, len });
}

static void on_comment(void *context, const char *text)
{
	if (strncmp(text, CONF_ORIGIN, strlen(CONF_ORIGIN)) == 0)
		load_set_origin(context, text + strlen(CONF_ORIGIN));
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
		/* This line may be the command: do not also report it as missing. */
		load->section->command_is_wrong = true;
		file_error(load->conf, load->file, (unsigned)line, "%s %s",
			   section_title(load->section, title), text);
	} else
		file_error(load->conf, load->file, (unsigned)line, "%s", text);
}

/* Handles a value. Reports it if there is no section before it. */
static void on_first_value(void *context, int line, const char *key, const char *value,
			   size_t len)
{
	struct load *load = context;

	if (!load->section && !load->any_section)
		file_error(load->conf, load->file, (unsigned)line,
			   "%s: before the first section; expected [service:NAME] or "
			   "another "
			   "section above it",
			   key);
	on_value(context, line, key, value, len);
}

const struct reader_handlers load_handlers = {
	.on_section = on_section,
	.on_value = on_first_value,
	.is_key = is_key,
	.on_error = on_error,
	.on_comment = on_comment,
};
