/* init/convert/formats.c - finds the format of files and converts them. */
#include "init/convert/formats.h"

#include "conf/base/exits.h"
#include "init/convert/procfile.h"
#include "init/convert/s6.h"
#include "init/convert/supervisord.h"

#include <string.h>

static bool supervisord_fits(const char *text)
{
	return strstr(text, "[supervisord]") || strstr(text, "[program:") ||
	       strstr(text, "[eventlistener:");
}

static const struct format {
	const char *name;
	/* Converts a text. NULL if the format is a directory only. */
	bool (*convert)(struct draft *draft, const struct place *place, const char *text,
			const char **ret_why);
	/* Converts a directory. NULL if the format is a file. */
	bool (*convert_folder)(struct draft *draft, const struct place *place,
			       const char **ret_why);
	bool (*fits)(const char *text);
	bool (*fits_folder)(const char *folder);
	const char *name_end; /* of files of this format, or NULL */
	void (*table)(FILE *out);
} formats[] = {
	{ "supervisord", supervisord_convert, NULL, supervisord_fits, NULL, NULL,
	  supervisord_tables },
	{ "runit", NULL, runit_convert, NULL, runit_fits, NULL, runit_table },
	{ "s6", NULL, s6_convert, NULL, s6_fits, NULL, s6_table },
	{ "procfile", procfile_convert, NULL, procfile_fits, NULL, "Procfile", NULL },
};

const char *formats_names(void)
{
	struct grow names = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		grow_text(&names, i > 0 ? ", " : "");
		grow_text(&names, formats[i].name);
	}
	return grow_take(&names);
}

static const struct format *named_format(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(formats); i++)
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	return NULL;
}

bool formats_table(const char *name, FILE *out)
{
	const struct format *format = named_format(name);

	if (!format || !format->table)
		return false;
	format->table(out);
	return true;
}

/* Returns the format of a directory, or of a file by its name and its text; or NULL. */
static const struct format *find_format(const char *path, const char *text)
{
	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		const struct format *format = &formats[i];

		if (!text && format->fits_folder && format->fits_folder(path))
			return format;
		if (text && format->name_end && text_ends_with(path, format->name_end))
			return format;
	}
	for (size_t i = 0; i < ARRAY_LEN(formats) && text; i++)
		if (formats[i].fits && formats[i].fits(text))
			return &formats[i];
	return NULL;
}

int formats_convert(const struct request *request, struct draft *draft,
		    const char **ret_why)
{
	const struct format *format = NULL;
	struct place place;
	bool folder = source_is_folder(request->operand), ok;
	char *text = folder ? NULL : source_read(request->operand, ret_why);

	if (!folder && !text)
		return CTINIT_EXIT_SETUP;
	place_set(&place, request->operand, request->root, request->path);
	if (request->from && !(format = named_format(request->from))) {
		*ret_why = pool_format("--from=%s is not known; known are %s",
				       request->from, formats_names());
		return CTINIT_EXIT_USAGE;
	}
	if (!format)
		format = find_format(request->operand, text);
	if (!format) {
		*ret_why =
			pool_format("its format is not clear: name it with --from=KIND: %s",
				    formats_names());
		return CTINIT_EXIT_USAGE;
	}
	if (folder ? !format->convert_folder : !format->convert) {
		*ret_why = pool_format("--from=%s needs a %s", format->name,
				       folder ? "file" : "directory");
		return CTINIT_EXIT_USAGE;
	}
	draft->title = pool_format("Made by ctinit convert --from=%s from %s.",
				   format->name, path_name(place.operand));
	ok = folder ? format->convert_folder(draft, &place, ret_why)
		    : format->convert(draft, &place, text, ret_why);
	return ok ? 0 : CTINIT_EXIT_SETUP;
}
