/* init/convert/systemd_unit.h - reads the file of a unit.
 *
 * Layer:  init/convert, above pool. Pure.
 * Source: systemd.syntax(7). */
#ifndef INIT_CONVERT_SYSTEMD_UNIT_H
#define INIT_CONVERT_SYSTEMD_UNIT_H

#include "init/convert/pool.h"

struct unit_entry {
	const char *section, *key, *value;
	int line;
	const char *file;
};

struct unit_file {
	struct unit_entry *entries;
	size_t count, size;
};

/* Adds the entries of the text. Lines that are no entry are left out, as systemd does. An
 * empty value removes the earlier values of the key, except in a list of directories. */
void unit_read(struct unit_file *unit, const char *text, const char *file);
/* Returns the last value of the key in the section, or NULL. */
const char *unit_setting(const struct unit_file *unit, const char *section,
			 const char *key);

/* Splits a value into words: quotes, C escapes. Variables become marks if `variables` is
 * set. Returns false if a quote is not closed. */
bool unit_words(const char *value, bool variables, struct strings *ret);
/* Returns a time span in milliseconds ("5min 20s", "infinity" is 0), or -1. */
long long unit_time(const char *value);
/* Expands the specifiers of a value. `name` is that of the unit, with its suffix. Returns
 * NULL for one that is not known here. */
char *unit_specifiers(const char *value, const char *name);

#endif
