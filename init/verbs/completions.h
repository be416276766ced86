/* init/verbs/completions.h - prints the completions of the command line for shells.
 *
 * Private to init/verbs. */
#ifndef INIT_VERBS_COMPLETIONS_H
#define INIT_VERBS_COMPLETIONS_H

#include <stddef.h>
#include <stdio.h>

struct verb;

/* Print a script for bash-completion, zsh and fish that completes verbs, their options,
 * names of services and signals. `verbs` is the table of all verbs. */
void completions_bash(FILE *out, const struct verb *const *verbs, size_t count);
void completions_zsh(FILE *out, const struct verb *const *verbs, size_t count);
void completions_fish(FILE *out, const struct verb *const *verbs, size_t count);

#endif
