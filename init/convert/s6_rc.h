/* init/convert/s6_rc.h - converts a source directory of s6-rc.
 *
 * Layer: init/convert, above service_folder. */
#ifndef INIT_CONVERT_S6_RC_H
#define INIT_CONVERT_S6_RC_H

#include "init/convert/draft.h"
#include "init/convert/input_file.h"

/* Converts all services and bundles of the directory. */
void s6_rc_convert(struct draft *draft, const struct place *place, const char *folder);
/* Converts one of them. */
void s6_rc_convert_one(struct draft *draft, const struct place *place, const char *folder);

#endif
