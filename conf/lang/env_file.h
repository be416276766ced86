/* conf/lang/env_file.h - reads the NAME=VALUE lines of an environment file.
 *
 * Layer:   conf/lang. Pure.
 * Memory:  it changes the text of the caller, and its results point into that text.
 * Source:  the syntax that docker run --env-file, compose's .env and systemd's
 *          EnvironmentFile have in common.
 *
 * A name is any bytes but = and blanks, perhaps after `export`. A value that begins with
 * a quote ends at the next such quote and may have several lines; in "..." a backslash
 * escapes " \ $. A line that begins with # or ; is a comment. */
#ifndef CONF_LANG_ENV_FILE_H
#define CONF_LANG_ENV_FILE_H

#include <stddef.h>

struct env_file {
	char *pos;          /* the text that is not read yet; NULL: nothing is left */
	unsigned line;      /* where the last variable, or the last fault, begins; from 1 */
	unsigned next_line; /* the number of the line at `pos` */
};

/* Begins to read `text`, which ends with a NUL. */
struct env_file env_file_begin(char *text);

/* Returns the next "NAME=VALUE" and the length of its name, or NULL. If a line is
 * refused, *ret_fault is the reason, and the caller must not call it again: a quote that is
 * not closed would be read a second time. Otherwise *ret_fault is NULL, and a result of
 * NULL is the end of the text. */
char *env_file_next(struct env_file *text, size_t *ret_name_len, const char **ret_fault);

#endif
