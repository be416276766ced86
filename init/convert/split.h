/* init/convert/split.h - splits commands into words, as the programs do that read them.
 *
 * Layer:  init/convert, above marked. Pure.
 * Memory: the pool. The words have marks (marked.h) for variables. */
#ifndef INIT_CONVERT_SPLIT_H
#define INIT_CONVERT_SPLIT_H

#include "init/convert/pool.h"

/* Splits as shlex.split() of Python does (POSIX mode, no comments). The text may have
 * marks. Returns false with the reason if it cannot be split. */
bool split_shlex(const char *text, struct strings *ret, const char **ret_why);

/* Splits a simple command of a shell: words, quotes, and variables as $X or ${X}, which
 * become marks. Assignments before the command go to ret_assigned, which may be NULL: then
 * they need a shell. Returns false if the text needs a shell: operators, patterns, several
 * commands, builtins. */
bool split_simple(const char *text, struct strings *ret, struct strings *ret_assigned);
/* Returns true if the text is a command after which a shell has nothing more to do, so that
 * `exec` may be put in front of it. */
bool shell_may_exec(const char *text);

/* Splits a command line of execline: words and "..." only. Returns false if the text has
 * blocks or substitutions. */
bool split_execline(const char *text, struct strings *ret);

/* Returns true for a name that a shell and svc.ini accept as a variable's. */
bool is_variable_name(const char *name, size_t len);

#endif
