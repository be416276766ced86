/* init/web/html_text.c - writes text into HTML. */
#include "init/web/html_text.h"

#include <string.h>

void html_put(FILE *out, const char *text)
{
	for (; text && *text; text++) {
		switch (*text) {
		case '&': fputs("&amp;", out); break;
		case '<': fputs("&lt;", out); break;
		case '>': fputs("&gt;", out); break;
		case '"': fputs("&quot;", out); break;
		case '\'': fputs("&#39;", out); break;
		default: fputc(*text, out);
		}
	}
}

void html_put_time(FILE *out, long long ms)
{
	long long s = ms / 1000;

	if (ms < 1000)
		fprintf(out, "%lld ms", ms);
	else if (s < 60)
		fprintf(out, "%lld.%lld s", s, ms % 1000 / 100);
	else if (s < 3600)
		fprintf(out, "%lld min %lld s", s / 60, s % 60);
	else if (s < 86400)
		fprintf(out, "%lld h %lld min", s / 3600, s / 60 % 60);
	else
		fprintf(out, "%lld d %lld h", s / 86400, s / 3600 % 24);
}

void html_put_bytes(FILE *out, long long bytes)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB" };
	long long tenths = bytes * 10;
	size_t unit = 0;

	while (tenths >= 10240 && unit + 1 < ARRAY_LEN(units)) {
		tenths /= 1024;
		unit++;
	}
	if (unit == 0 || tenths >= 1000)
		fprintf(out, "%lld %s", tenths / 10, units[unit]);
	else
		fprintf(out, "%lld.%lld %s", tenths / 10, tenths % 10, units[unit]);
}

static const char *field_text(const struct html_field *fields, const char *name, size_t len)
{
	for (; fields->name; fields++) {
		if (strlen(fields->name) == len && memcmp(fields->name, name, len) == 0)
			return fields->text;
	}
	return NULL;
}

void html_put_template(FILE *out, const char *template, const struct html_field *fields)
{
	const char *open, *close;

	while ((open = strstr(template, "{{")) && (close = strstr(open, "}}"))) {
		int raw = open[2] == '{';
		const char *name = open + 2 + raw;
		const char *text = field_text(fields, name, (size_t)(close - name));

		fwrite(template, 1, (size_t)(open - template), out);
		if (!raw)
			html_put(out, text);
		else if (text)
			fputs(text, out);
		template = close + 2 + raw;
	}
	fputs(template, out);
}
