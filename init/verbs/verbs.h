/* init/verbs/verbs.h - finds verbs by name and prints their help.
 *
 * Layer:   init/verbs, for main(). */
#ifndef INIT_VERBS_VERBS_H
#define INIT_VERBS_VERBS_H

#include "init/verbs/verb.h"

#include <stdio.h>

/* Returns the verb with this name, or NULL. */
const struct verb *verb_find(const char *name);

/* Returns the verb that `name` may be a typo of, or NULL. Ignores hidden verbs. */
const struct verb *verb_nearest(const char *name);

/* Print the usage of one verb, or of all verbs. */
void verb_print_help(const struct verb *verb, FILE *out);
void verbs_print_help(FILE *out);

#endif
