/* conf/model/diag.c - collects and prints errors and warnings. */
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

static struct conf_diag *next_diag(struct conf *conf)
{
	if (conf->diag_count == conf->diag_size) {
		size_t size = conf->diag_size ? conf->diag_size * 2 : 8;
		struct conf_diag *grown = realloc(conf->diags, size * sizeof *grown);

		if (!grown) {
			conf->arena.failed = true;
			return NULL;
		}
		conf->diags = grown;
		conf->diag_size = size;
	}
	return &conf->diags[conf->diag_count];
}

static void store_diag(struct conf *conf, unsigned file, unsigned line, bool warning,
		       const char *text)
{
	struct conf_diag *diag;
	char full[1024], shown[96];

	conf->errors += !warning;
	if (!diag_has_capacity(conf)) {
		conf->hidden++;
		return;
	}
	diag = next_diag(conf);
	if (!diag)
		return;
	if (file == CONF_FROM_CLI && conf->sets) {
		printable_text(conf->sets[line], strlen(conf->sets[line]), shown,
			       sizeof shown);
		snprintf(full, sizeof full, "--set %s: %s", shown, text);
		text = full;
	}
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

void file_error(struct conf *conf, unsigned file, unsigned line, const char *format, ...)
{
	char text[1024] = "";
	va_list args;

	/* A file can have very many errors. Only count those that we cannot store. */
	if (diag_has_capacity(conf)) {
		va_start(args, format);
		vsnprintf(text, sizeof text, format, args);
		va_end(args);
	}
	store_diag(conf, file, line, false, text);
}

/* Stores "[service:web] KEY = ..." if the format begins with '=', otherwise "[service:web]
 * KEY: ...". */
static void format_entry_diag(const struct conf_section *section, const struct entry *entry,
			      bool warning, const char *format, va_list args)
{
	char text[1024], title[64];
	int len;

	len = snprintf(text, sizeof text, "%s %s%s", section_title(section, title),
		       conf_key_info(entry->key)->name, format[0] == '=' ? " " : ": ");
	vsnprintf(text + len, sizeof text - (size_t)len, format, args);
	store_diag(section->conf, entry->file, entry->line, warning, text);
}

void entry_error(const struct conf_section *section, const struct entry *entry,
		 const char *format, ...)
{
	va_list args;

	va_start(args, format);
	format_entry_diag(section, entry, false, format, args);
	va_end(args);
}

void entry_warning(const struct conf_section *section, const struct entry *entry,
		   const char *format, ...)
{
	va_list args;

	va_start(args, format);
	format_entry_diag(section, entry, true, format, args);
	va_end(args);
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
	/* File names and values may contain terminal escape codes. */
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
