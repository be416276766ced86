/* init/convert/procfile.h - converts a Procfile.
 *
 * Source: the manuals of foreman, honcho, overmind and hivemind: they end all processes as
 * soon as one ends. */
#ifndef INIT_CONVERT_PROCFILE_H
#define INIT_CONVERT_PROCFILE_H

#include "init/convert/draft.h"
#include "init/convert/input_file.h"

bool procfile_convert(struct draft *draft, const struct place *place, const char *text,
		      const char **ret_why);
/* Returns true if the text looks like a Procfile. */
bool procfile_fits(const char *text);

#endif
