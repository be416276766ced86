/* init/verbs/verb_hints.h - says what to write instead of a verb of another program.
 *
 * Layer: init/verbs, for main(). */
#ifndef INIT_VERBS_VERB_HINTS_H
#define INIT_VERBS_VERB_HINTS_H

/* Returns the command that does what this verb of supervisorctl, systemctl, docker, s6 or
 * another program does, or NULL. */
const char *verb_hint(const char *word);

#endif
