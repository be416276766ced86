/* init/convert/formats.c - finds the format of files and converts them. */
#include "init/convert/formats.h"

#include "conf/base/exits.h"
#include "init/convert/s6.h"
#include "init/convert/systemd.h"
#include "init/convert/text_formats.h"

#include <string.h>

static const struct folder_format {
	const char *name;
	bool (*convert)(struct draft *draft, const struct place *place,
			const char **ret_why);
	bool (*fits)(const char *folder);
	void (*table)(FILE *out);
} folder_formats[] = {
	{ "systemd", systemd_convert_folder, systemd_fits_folder, NULL },
	{ "runit", runit_convert, runit_fits, runit_table },
	{ "s6", s6_convert, s6_fits, s6_table },
};

const char *formats_names(void)
{
	struct grow names = { 0 };

	for (size_t i = 0; i < text_format_count; i++)
		grow_text(&names, pool_format("%s, ", text_formats[i].name));
	for (size_t i = 0; i < ARRAY_LEN(folder_formats); i++)
		grow_text(&names,
			  pool_format("%s%s", i > 0 ? ", " : "", folder_formats[i].name));
	return grow_take(&names);
}

static const struct text_format *named_text(const char *name)
{
	for (size_t i = 0; i < text_format_count; i++)
		if (strcmp(text_formats[i].name, name) == 0)
			return &text_formats[i];
	return NULL;
}

static const struct folder_format *named_folder(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(folder_formats); i++)
		if (strcmp(folder_formats[i].name, name) == 0)
			return &folder_formats[i];
	return NULL;
}

bool formats_table(const char *name, FILE *out)
{
	const struct text_format *text = named_text(name);
	const struct folder_format *folder = named_folder(name);

	if (text && text->table)
		text->table(out);
	else if (folder && folder->table)
		folder->table(out);
	else
		return false;
	return true;
}

/* Returns the format of a file by its name and its text, or NULL. */
static const struct text_format *find_text(const char *path, const char *text)
{
	for (size_t i = 0; i < text_format_count; i++)
		if (text_formats[i].name_end &&
		    text_ends_with(path, text_formats[i].name_end))
			return &text_formats[i];
	for (size_t i = 0; i < text_format_count; i++)
		if (text_formats[i].fits(text))
			return &text_formats[i];
	return NULL;
}

static const struct folder_format *find_folder(const char *path)
{
	for (size_t i = 0; i < ARRAY_LEN(folder_formats); i++)
		if (folder_formats[i].fits(path))
			return &folder_formats[i];
	return NULL;
}

static int fail_format(const struct request *request, bool folder, const char **ret_why)
{
	const char *from = request->from;

	if (!from)
		*ret_why =
			pool_format("its format is not clear: name it with --from=KIND: %s",
				    formats_names());
	else if (named_text(from) || named_folder(from))
		*ret_why = pool_format("--from=%s needs a %s", from,
				       folder ? "file" : "directory");
	else
		*ret_why = pool_format("--from=%s is not known; known are %s", from,
				       formats_names());
	return CTINIT_EXIT_USAGE;
}

static void set_title(struct draft *draft, const char *format, const struct place *place)
{
	draft->title = pool_format("Made by ctinit convert --from=%s from %s.", format,
				   path_name(place->operand));
}

static int convert_text(const struct request *request, const struct place *place,
			struct draft *draft, const char **ret_why)
{
	char *text = source_read(request->operand, ret_why);
	const struct text_format *format;

	if (!text)
		return CTINIT_EXIT_SETUP;
	format = request->from ? named_text(request->from)
			       : find_text(request->operand, text);
	if (!format)
		return fail_format(request, false, ret_why);
	set_title(draft, format->name, place);
	return format->convert(draft, place, text, ret_why) ? 0 : CTINIT_EXIT_SETUP;
}

int formats_convert(const struct request *request, struct draft *draft,
		    const char **ret_why)
{
	const struct folder_format *format;
	struct place place;

	place_set(&place, request->operand, request->root, request->path);
	place.image = request->image;
	if (!source_is_folder(request->operand))
		return convert_text(request, &place, draft, ret_why);
	format =
		request->from ? named_folder(request->from) : find_folder(request->operand);
	if (!format)
		return fail_format(request, true, ret_why);
	set_title(draft, format->name, &place);
	return format->convert(draft, &place, ret_why) ? 0 : CTINIT_EXIT_SETUP;
}
