/* conf/lang/env_file.h - the lines NAME=VALUE of an environment file.
 *
 * Layer:   conf. Pure; works in place in the text of the caller.
 * Source:  the common part of docker run --env-file, compose's .env and systemd's
 *          EnvironmentFile: a name is any bytes but = and blanks; `export` may stand in
 *          front; a value that begins with a quote ends at the next one and may have several
 *          lines; # and ; begin a comment on a line of its own. */
#ifndef CONF_LANG_ENV_FILE_H
#define CONF_LANG_ENV_FILE_H

#include <stddef.h>

struct env_file {
	char *at;      /* what is not read yet; NULL: nothing */
	unsigned line; /* of the variable that was read last, from 1 */
	unsigned next_line;
};

/* `text` ends with a NUL, is changed, and must outlive the words that are read from it. */
struct env_file env_file_begin(char *text);

/* The next variable: "NAME=VALUE" and the length of its name. NULL at the end, and when
 * the line is wrong: then *ret_wrong says why, and it is NULL otherwise. */
char *env_file_next(struct env_file *text, size_t *ret_name_len, const char **ret_wrong);

#endif
