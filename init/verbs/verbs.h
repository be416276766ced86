/* init/verbs/verbs.h - finds verbs by name and prints their help; the face of the room.
 *
 * Layer:   init/verbs, for main(). */
#ifndef INIT_VERBS_VERBS_H
#define INIT_VERBS_VERBS_H

#include "init/verbs/verb.h"

#include <stdio.h>

/* Returns the verb of that name, or NULL if there is no such verb. */
const struct verb *verb_find(const char *name);

/* Returns the verb for which `name` may be a typing error, or NULL if none is similar.
 * Leaves out hidden verbs. */
const struct verb *verb_nearest(const char *name);

/* Print the usage of one verb, or of all verbs. */
void verb_print_help(const struct verb *verb, FILE *out);
void verbs_print_help(FILE *out);

#endif
