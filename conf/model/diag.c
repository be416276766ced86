/* conf/model/diag.c - errors and warnings: file, line, section, key, reason. */
#include "conf/base/escape.h"
#include "conf/model/model.h"

#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

bool diag_has_capacity(const struct conf *conf)
{
	return conf->diag_count < CONF_DIAGS_MAX;
}

static void keep(struct conf *conf, unsigned file, unsigned line, bool warning,
		 const char *text)
{
	struct conf_diag *diag;

	conf->errors += !warning;
	if (!diag_has_capacity(conf)) {
		conf->hidden++;
		return;
	}
	if (conf->diag_count == conf->diag_size) {
		size_t size = conf->diag_size ? conf->diag_size * 2 : 8;

		diag = realloc(conf->diags, size * sizeof *diag);
		if (!diag) {
			conf->arena.failed = true;
			return;
		}
		conf->diags = diag;
		conf->diag_size = size;
	}
	diag = &conf->diags[conf->diag_count];
	diag->file = file < conf->file_count ? conf->files[file] : NULL;
	diag->line = file == CONF_FROM_CLI ? 0 : (int)line;
	diag->warning = warning;
	diag->text = arena_copy(&conf->arena, text, strlen(text));
	if (diag->text)
		conf->diag_count++;
}

const char *section_title(const struct conf_section *section, char buf[64])
{
	static const char *const kinds[] = {
		[CONF_INCLUDE] = "include", [CONF_DEFAULTS] = "defaults",
		[CONF_INIT] = "init",       [CONF_CONTAINER] = "container",
		[CONF_SETUP] = "setup:",    [CONF_SERVICE] = "service:",
	};

	snprintf(buf, 64, "[%s%s]", kinds[section->kind], section->base);
	return buf;
}

static void say(struct conf *conf, unsigned file, unsigned line, bool warning,
		const char *format, va_list args)
{
	char text[1024], shown[96];
	int len = 0;

	if (diag_has_capacity(conf)) {
		if (file == CONF_FROM_CLI && conf->sets) {
			printable_text(conf->sets[line], strlen(conf->sets[line]), shown,
				       sizeof shown);
			len = snprintf(text, sizeof text, "--set %s: ", shown);
		}
		vsnprintf(text + len, sizeof text - (size_t)len, format, args);
	} else {
		text[0] = '\0';
	}
	keep(conf, file, line, warning, text);
}

void diag_at(struct conf *conf, unsigned file, unsigned line, bool warning,
	     const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(conf, file, line, warning, format, args);
	va_end(args);
}

void diag_entry(struct conf *conf, const struct conf_section *section,
		const struct entry *entry, bool warning, const char *format, ...)
{
	char text[1024], title[64];
	va_list args;
	int len;

	/* "stop-timeout = 10x: expected ..." or "stop-timeout: no such ..." */
	len = snprintf(text, sizeof text, "%s %s%s", section_title(section, title),
		       conf_key_info(entry->key)->name, format[0] == '=' ? " " : ": ");
	va_start(args, format);
	vsnprintf(text + len, sizeof text - (size_t)len, format, args);
	va_end(args);
	diag_at(conf, entry->file, entry->line, warning, "%s", text);
}

size_t conf_errors(const struct conf *conf)
{
	return conf->errors;
}

const struct conf_diag *conf_diags(const struct conf *conf, size_t *ret_count)
{
	*ret_count = conf->diag_count;
	return conf->diags;
}

void conf_diag_line(const struct conf_diag *diag, char *out, size_t size)
{
	const char *warning = diag->warning ? "warning: " : "";
	char text[PATH_MAX + 2048];

	if (diag->file && diag->line > 0)
		snprintf(text, sizeof text, "%s:%d: %s%s", diag->file, diag->line, warning,
			 diag->text);
	else
		snprintf(text, sizeof text, "%s%s%s%s", diag->file ? diag->file : "",
			 diag->file ? ": " : "", warning, diag->text);
	/* Names of files and values may contain escape codes for a terminal. */
	escape_text(out, size, text, strlen(text));
}

void conf_print_diags(const struct conf *conf, FILE *out)
{
	char line[PATH_MAX + 2048];

	for (size_t i = 0; i < conf->diag_count; i++) {
		const struct conf_diag *diag = &conf->diags[i];

		conf_diag_line(diag, line, sizeof line);
		fprintf(out, "%s%s\n",
			diag->file && diag->line > 0 ? "" : "ctinit: ", line);
	}
	if (conf->hidden > 0)
		fprintf(out, "and %zu more\n", conf->hidden);
}
