/* init/convert/text_formats.h - lists the formats that are one text.
 *
 * Layer: init/convert, above the formats. */
#ifndef INIT_CONVERT_TEXT_FORMATS_H
#define INIT_CONVERT_TEXT_FORMATS_H

#include "init/convert/draft.h"
#include "init/convert/input_file.h"

struct text_format {
	const char *name;
	/* Converts a text. Returns false with a reason if it cannot be read. */
	bool (*convert)(struct draft *draft, const struct place *place, const char *text,
			const char **ret_why);
	/* Returns true if the text looks like this format. */
	bool (*fits)(const char *text);
	const char *name_end;     /* the end of the names of such files, or NULL */
	void (*table)(FILE *out); /* prints what becomes what; or NULL */
};
extern const struct text_format text_formats[];
extern const size_t text_format_count;

#endif
