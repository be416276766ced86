/* init/convert/text_formats.c - lists the formats that are one text. */
#include "init/convert/text_formats.h"

#include "init/convert/compose.h"
#include "init/convert/procfile.h"
#include "init/convert/supervisord.h"
#include "init/convert/systemd.h"

#include <string.h>

static bool supervisord_fits(const char *text)
{
	return strstr(text, "[supervisord]") || strstr(text, "[program:") ||
	       strstr(text, "[eventlistener:");
}

const struct text_format text_formats[] = {
	{ "supervisord", supervisord_convert, supervisord_fits, NULL, supervisord_tables },
	{ "systemd", systemd_convert, systemd_fits, ".service", systemd_table },
	{ "compose", compose_convert, compose_fits, NULL, compose_table },
	{ "procfile", procfile_convert, procfile_fits, "Procfile", NULL },
};
const size_t text_format_count = ARRAY_LEN(text_formats);
