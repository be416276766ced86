/* init/verbs/verbs.h - the face of the room: the table of verbs.
 *
 * Layer:   init/verbs, above everything but main(). */
#ifndef INIT_VERBS_VERBS_H
#define INIT_VERBS_VERBS_H

#include "init/verbs/verb.h"

#include <stdio.h>

/* Returns the verb of that name; NULL if there is no such verb. */
const struct verb *verb_find(const char *name);

/* Returns the verb that was probably meant; NULL if no verb is similar. */
const struct verb *verb_nearest(const char *name);

/* Prints the usage of one verb, or of all. */
void verb_print_help(const struct verb *verb, FILE *out);
void verbs_print_help(FILE *out);

#endif
