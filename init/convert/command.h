/* init/convert/command.h - makes `command` from a command line for a shell.
 *
 * Layer: init/convert, above split and draft. */
#ifndef INIT_CONVERT_COMMAND_H
#define INIT_CONVERT_COMMAND_H

#include "init/convert/draft.h"
#include "init/convert/pool.h"

/* Sets command: the words themselves if no shell is needed, otherwise /bin/sh -c. */
void command_of_shell(struct draft_section *section, const char *command);
/* Sets command and environment from what split_simple() returns. */
void command_take_words(struct draft_section *section, const struct strings *words,
			const struct strings *assigned);

/* Takes programs off the front of the words that only set the user or the environment
 * (s6-setuidgid, chpst -u, setpriv, gosu, su-exec, with-contenv, exec), and sets user and
 * env-dir instead. Returns false if one has options that are not known; then nothing has
 * changed. `folder` is the directory in which the command runs, for relative paths. */
bool command_unwrap(struct draft_section *section, struct strings *words,
		    const char *folder);

#endif
