/* conf/model/serialize.c - prints a configuration as one INI file that the parser can read
 * back. */
#include "conf/base/escape.h"
#include "conf/lang/quote.h"
#include "conf/model/model.h"

#include <limits.h>
#include <string.h>

/* Prints the origin of a value, after it. The reader passes a comment after a value to
 * on_comment() before the value (conf/lang/reader.h). */
static void print_origin(const struct conf *conf, const struct entry *entry, FILE *out)
{
	const char *name = entry->file < conf->file_count ? conf->files[entry->file] : "\n";

	for (const char *pos = name; *pos != '\0'; pos++)
		if ((unsigned char)*pos < 0x20)
			return;
	if (!conf->serialized || entry->file != 0)
		fprintf(out, CONF_ORIGIN "%u %s\n", entry->line, name);
}

/* Prints the origin for people. Escapes the name, because a newline in it would start a new
 * line of the file. */
static void print_place(const char *name, unsigned line, FILE *out)
{
	char shown[4 * PATH_MAX];

	escape_text(shown, sizeof shown, name, strlen(name));
	fprintf(out, "# %s:%u\n", shown, line);
}

static void print_entry(const struct conf *conf, const struct entry *entry, FILE *out,
			bool origins)
{
	if (origins && entry->file == CONF_FROM_CLI)
		fputs("# --set\n", out);
	else if (origins && entry->file < conf->file_count)
		print_place(conf->files[entry->file], entry->line, out);
	fprintf(out, "%s =", conf_key_info(entry->key)->name);
	if (entry->is_dynamic)
		fprintf(out, " %s", entry->raw);
	for (uint32_t i = 0; !entry->is_dynamic && i < entry->count; i++) {
		fputc(' ', out);
		quote_word(out, entry->words[i]);
	}
	fputc('\n', out);
	/* Later messages need the origin of dynamic values only. */
	if (entry->is_dynamic && !origins)
		print_origin(conf, entry, out);
}

static void print_section(const struct conf_section *section, FILE *out, bool origins)
{
	const struct entry *entry, *last = section->lists;
	char title[64];

	fprintf(out, "%s\n", section_title(section, title));
	for (unsigned key = 0; key < CONF_KEY_COUNT; key++) {
		entry = entry_scalar(section, (enum conf_key)key);
		if (entry)
			print_entry(section->conf, entry, out, origins);
	}
	for (entry = last ? last->next : NULL; entry;
	     entry = entry == last ? NULL : entry->next)
		print_entry(section->conf, entry, out, origins);
	fputc('\n', out);
}

void conf_print(const struct conf *conf, FILE *out, bool origins)
{
	if (conf->init.scalars || conf->init.lists)
		print_section(&conf->init, out, origins);
	if (conf->has_container)
		print_section(&conf->container, out, origins);
	if (conf->defaults.scalars || conf->defaults.lists)
		print_section(&conf->defaults, out, origins);
	for (size_t i = 0; i < conf->setups.count; i++)
		print_section(conf->setups.sections[i], out, origins);
	for (size_t i = 0; i < conf->services.count + conf->disabled_count; i++) {
		if (conf->services.sections[i]->instance <= 1)
			print_section(conf->services.sections[i], out, origins);
	}
}
