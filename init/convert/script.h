/* init/convert/script.h - finds the command in a small start script.
 *
 * Most run scripts of s6 and runit only set a user, a directory or variables and execute a
 * program. Such a script becomes keys. Any other script stays, and is the command.
 *
 * Layer: init/convert, above command and split. */
#ifndef INIT_CONVERT_SCRIPT_H
#define INIT_CONVERT_SCRIPT_H

#include "init/convert/draft.h"

#include <stdbool.h>

/* Sets command, user, environment, env-dir, directory, umask and limit-nofile from the
 * script. `folder` is the directory in which it runs. Returns false, without a change, if
 * the script does more than that. */
bool script_convert(struct draft_section *section, const char *text, const char *folder);

/* Returns the interpreter with its arguments, from the first line, or "". */
const char *script_interpreter(const char *text);
/* Returns true if the script is one of execline. */
bool script_is_execline(const char *text);

#endif
