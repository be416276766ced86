/* init/convert/systemd.h - converts units of systemd.
 *
 * Source: systemd 252, systemd.service(5), systemd.exec(5), systemd.kill(5), systemd.unit(5),
 *         systemd.syntax(7). */
#ifndef INIT_CONVERT_SYSTEMD_H
#define INIT_CONVERT_SYSTEMD_H

#include "init/convert/draft.h"
#include "init/convert/input_file.h"

/* Converts one .service unit, with the drop-ins beside it (NAME.service.d). */
bool systemd_convert(struct draft *draft, const struct place *place, const char *text,
		     const char **ret_why);
bool systemd_fits(const char *text);
/* Converts all .service units of a directory. */
bool systemd_convert_folder(struct draft *draft, const struct place *place,
			    const char **ret_why);
bool systemd_fits_folder(const char *folder);
void systemd_table(FILE *out);

#endif
