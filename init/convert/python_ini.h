/* init/convert/python_ini.h - reads INI files as Python's configparser does.
 *
 * With the settings of supervisord: comments begin with ; or #, also after a blank in a
 * line; an indented line continues the value above; keys are not case-sensitive; a later
 * value replaces an earlier one.
 *
 * Layer:  init/convert, above pool. Pure.
 * Source: configparser.py (RawConfigParser._read), supervisor/options.py. */
#ifndef INIT_CONVERT_PYTHON_INI_H
#define INIT_CONVERT_PYTHON_INI_H

#include <stdbool.h>
#include <stddef.h>

struct ini_entry {
	const char *key, *value; /* the value may have newlines */
	const char *file;
	int line;
	bool cut; /* the rest of a line was cut off as a comment */
};

struct ini_section {
	const char *name; /* "program:web" */
	struct ini_entry *entries;
	size_t count, size;
};

struct ini {
	struct ini_section **sections;
	size_t count, size;
};

/* Adds the sections of the text. Returns 0, or the number of the line that Python would
 * refuse, with the reason in *ret_why. `file` is for messages. */
int python_ini_read(struct ini *ini, const char *text, const char *file,
		    const char **ret_why);

/* Returns the section, or NULL. */
struct ini_section *ini_find(const struct ini *ini, const char *name);
/* Returns the entry, or NULL. Also looks in [DEFAULT]. */
const struct ini_entry *ini_entry(const struct ini *ini, const struct ini_section *section,
				  const char *key);

#endif
