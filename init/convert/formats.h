/* init/convert/formats.h - lists the formats that can be converted.
 *
 * Layer: init/convert, above the formats. */
#ifndef INIT_CONVERT_FORMATS_H
#define INIT_CONVERT_FORMATS_H

#include "init/convert/draft.h"
#include "init/convert/input_file.h"

/* What the command line says. */
struct request {
	const char *from;    /* name of the format, or NULL */
	const char *operand; /* file or directory; "-" is standard input */
	const char *root;    /* --root: directory of the image's files, or NULL */
	const char *path;    /* --path: place of the operand in the image, or NULL */
	const char *image;   /* --image: whose services of a compose file; or NULL */
};

/* Converts into `draft`. Returns 0, or the exit code, with the reason in *ret_why: 2 for an
 * unknown format, 125 for files that cannot be read. */
int formats_convert(const struct request *request, struct draft *draft,
		    const char **ret_why);
/* Prints the table of a format for docs/convert.md. Returns false if it has none. */
bool formats_table(const char *name, FILE *out);
/* Returns the names, separated by commas. */
const char *formats_names(void);

#endif
