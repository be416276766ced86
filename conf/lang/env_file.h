/* conf/lang/env_file.h - reads the NAME=VALUE lines of an environment file.
 *
 * Layer:   conf/lang. Pure.
 * Memory:  modifies the caller's text; the results point into it.
 * Source:  the syntax that docker run --env-file, compose's .env and systemd's
 *          EnvironmentFile have in common.
 *
 * A name is any bytes but = and blanks. `export` before it is ignored. A value that begins
 * with a quote ends at the next such quote and may have several lines. In "..." a backslash
 * escapes " \ $. A line that begins with # or ; is a comment. */
#ifndef CONF_LANG_ENV_FILE_H
#define CONF_LANG_ENV_FILE_H

#include <stddef.h>

struct env_file {
	char *pos;          /* the unread text; NULL at the end */
	unsigned line;      /* the line where the last variable or error began; from 1 */
	unsigned next_line; /* the number of the line at `pos` */
};

/* Starts reading `text`, which ends with a NUL. */
struct env_file env_file_begin(char *text);

/* Returns the next "NAME=VALUE" and the length of its name. If a line is refused, returns
 * NULL and sets *ret_fault to the reason, a constant; do not call it again then. At the end
 * of the text returns NULL and sets *ret_fault to NULL. */
char *env_file_next(struct env_file *text, size_t *ret_name_len, const char **ret_fault);

#endif
