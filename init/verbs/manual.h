/* init/verbs/manual.h - prints the lists of ctinit(1), most of them as scdoc text.
 *
 * Private to init/verbs. */
#ifndef INIT_VERBS_MANUAL_H
#define INIT_VERBS_MANUAL_H

#include <stdio.h>

struct verb;

/* Prints the options of a verb, below its own paragraph. */
void manual_verb_options(FILE *out, const struct verb *verb);
void manual_requests(FILE *out); /* prints the requests of the control socket */
void manual_fields(FILE *out);   /* prints the fields of its replies */
void manual_exits(FILE *out);    /* prints the exit codes of ctinit */
void manual_ends(FILE *out); /* prints the exit code for each cause that ends a container */
void manual_single_options(FILE *out); /* prints the options of `ctinit [OPTIONS] -- CMD` */
/* Print the init programs that ctinit emulates: with options, variables and exit codes, or
 * only their names in one line of plain text. */
void manual_compat_profiles(FILE *out);
void manual_compat_names(FILE *out);

#endif
