/* init/convert/supervisord.h - converts supervisord.conf.
 *
 * Source: Supervisor 4.2.5 and 4.3, docs/configuration.rst and options.py. */
#ifndef INIT_CONVERT_SUPERVISORD_H
#define INIT_CONVERT_SUPERVISORD_H

#include "init/convert/draft.h"
#include "init/convert/input_file.h"

/* Converts the text of the file. Returns false with a reason if supervisord would refuse
 * the file as a whole. */
bool supervisord_convert(struct draft *draft, const struct place *place, const char *text,
			 const char **ret_why);
/* Prints the tables for docs/convert.md. */
void supervisord_tables(FILE *out);

#endif
