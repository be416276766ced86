/* init/verbs/manual.h - the lists in ctinit(1), as scdoc text. */
#ifndef INIT_VERBS_MANUAL_H
#define INIT_VERBS_MANUAL_H

#include <stdio.h>

void manual_exits(FILE *out);          /* the exit codes of ctinit */
void manual_ends(FILE *out);           /* how a container ends, and its exit code */
void manual_single_options(FILE *out); /* the options of `ctinit [OPTIONS] -- CMD` */
/* The init programs that ctinit emulates: everything about them, or only the names. */
void manual_compat_profiles(FILE *out);
void manual_compat_names(FILE *out);

#endif
