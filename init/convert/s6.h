/* init/convert/s6.h - converts service directories of s6, s6-rc, s6-overlay and runit.
 *
 * Source: s6 2.11 (servicedir.html), s6-rc 0.5 (s6-rc-compile.html), s6-overlay 3
 *         (README.md), runsv(8), svlogd(8). */
#ifndef INIT_CONVERT_S6_H
#define INIT_CONVERT_S6_H

#include "init/convert/draft.h"
#include "init/convert/input_file.h"

/* Converts a directory: of an image's files, /etc, s6-rc.d, services.d, or one service. */
bool s6_convert(struct draft *draft, const struct place *place, const char **ret_why);
bool s6_fits(const char *folder);
void s6_table(FILE *out);

/* The same for runit: a directory of service directories, or one. */
bool runit_convert(struct draft *draft, const struct place *place, const char **ret_why);
bool runit_fits(const char *folder);
void runit_table(FILE *out);

#endif
