/* conf/lang/env_file.h - the lines NAME=VALUE of an environment file.
 *
 * Layer:   conf/lang. Pure; works in place in the text of the caller.
 * Source:  the common part of docker run --env-file, compose's .env and systemd's
 *          EnvironmentFile: a name is any bytes but = and blanks; `export` may come before
 *          it; a value that begins with a quote ends at the next one and may have several
 *          lines; # and ; begin a comment on a line of its own. */
#ifndef CONF_LANG_ENV_FILE_H
#define CONF_LANG_ENV_FILE_H

#include <stddef.h>

struct env_file {
	char *pos;     /* the text that is not read yet; NULL: nothing is left */
	unsigned line; /* of the last variable, from 1 */
	unsigned next_line;
};

/* `text` ends with a NUL. Reading changes it, and the variables point into it. */
struct env_file env_file_begin(char *text);

/* Returns the next "NAME=VALUE" and the length of its name. Returns NULL at the end, and
 * for a line that is refused: *ret_wrong then says why, and is NULL otherwise. */
char *env_file_next(struct env_file *text, size_t *ret_name_len, const char **ret_fault);

#endif
