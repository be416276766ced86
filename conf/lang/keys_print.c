/* conf/lang/keys_print.c - prints the table of keys for people, or as scdoc text for
 * svc.ini(5). */
#include "conf/lang/keys.h"
#include "conf/lang/value_message.h"

#include <string.h>

static const char *const titles[] = {
	[CONF_INCLUDE] = "[include]",  [CONF_DEFAULTS] = "[defaults]",
	[CONF_INIT] = "[init]",        [CONF_CONTAINER] = "[container]",
	[CONF_SETUP] = "[setup:NAME]", [CONF_SERVICE] = "[service:NAME]",
};

/* Prints the text. For the manual, escapes characters that are markup in scdoc(5). */
static void print_markup(FILE *out, const char *text, bool manual)
{
	for (; *text != '\0'; text++) {
		if (manual &&
		    (*text == '_' || *text == '*' || *text == '\\' || *text == '<'))
			fputc('\\', out);
		fputc(*text, out);
	}
}

static void print_key(FILE *out, const struct conf_key_info *info, bool manual)
{
	char expected[320];

	fprintf(out, manual ? "*%s*%s = " : "%s%s = ", info->name,
		!info->accumulates ? ""
		: manual           ? " (adds)"
				   : "*");
	print_markup(out, value_expected(info, expected, sizeof expected), manual);
	fprintf(out, "\n%s", manual ? "\t" : "    ");
	print_markup(out, info->doc, manual);
	fprintf(out, manual ? "++\n" : "\n    ");
	if (!info->def)
		fputs("Required.", out);
	else if (info->def[0] != '\0')
		fputs("Default: ", out);
	if (info->def && info->def[0] != '\0') {
		print_markup(out, info->def, manual);
		fputc('.', out);
	}
	fprintf(out, "%sExample: ", info->def && info->def[0] == '\0' ? "" : " ");
	print_markup(out, info->example, manual);
	fputs(manual ? "\n\n" : "\n", out);
}

static bool is_in_setup(const struct conf_key_info *info)
{
	return info->in_setup;
}

static bool is_for_setup(const struct conf_key_info *info)
{
	return info->for_setup;
}

static bool is_not_in_defaults(const struct conf_key_info *info)
{
	return !info->in_defaults;
}

static bool is_live(const struct conf_key_info *info)
{
	return info->live;
}

/* Prints the names of the service keys that `is_listed` selects, on one line. */
static void print_names(FILE *out, bool manual, const char *front,
			bool (*is_listed)(const struct conf_key_info *info))
{
	const char *join = " ";

	fputs(front, out);
	for (unsigned key = 0; key < CONF_KEY_COUNT; key++) {
		const struct conf_key_info *info = conf_key_info((enum conf_key)key);

		if (info->section != CONF_SERVICE || info->since != 0 || !is_listed(info))
			continue;
		fprintf(out, "%s%s", join, info->name);
		join = ", ";
	}
	fputs(manual ? ".\n\n" : "\n", out);
}

/* Prints which service keys the other sections may contain. */
static void print_key_lists(FILE *out, bool manual)
{
	fputs(manual ? "## [setup:NAME]\n\n" : "[setup:NAME]\n", out);
	print_names(out, manual, "keys of services:", is_in_setup);
	print_names(out, manual, "inherited from [defaults]:", is_for_setup);
	fputs(manual ? "## [defaults]\n\n" : "[defaults]\n", out);
	print_names(out, manual, "all keys of services except", is_not_in_defaults);
	fputs(manual ? "## Applied by a reload without a restart\n\n"
		     : "applied by a reload without a restart:\n",
	      out);
	print_names(out, manual, "keys of services:", is_live);
}

/* Returns the first supported key of the section after `after`, or CONF_KEY_COUNT. An
 * `after` of -1 begins. */
static enum conf_key next_key(enum conf_section_kind section, int after)
{
	int key = after + 1;

	while (key < (int)CONF_KEY_COUNT) {
		const struct conf_key_info *info = conf_key_info((enum conf_key)key);

		if (info->section == section && info->since == 0)
			break;
		key++;
	}
	return (enum conf_key)key;
}

/* Prints the names of the section's keys, one line for each group. */
static void print_contents(FILE *out, enum conf_section_kind section)
{
	const char *group = NULL;

	fprintf(out, "*%s*", titles[section]);
	for (enum conf_key key = next_key(section, -1); key != CONF_KEY_COUNT;
	     key = next_key(section, (int)key)) {
		const char *title = conf_key_group(key);

		if (!title || title != group)
			fprintf(out, "%s%s%s%s", title ? "++\n" : ": ", title ? title : "",
				title ? ": " : "", conf_key_info(key)->name);
		else
			fprintf(out, ", %s", conf_key_info(key)->name);
		group = title;
	}
	fputs("\n\n", out);
}

static void print_section(FILE *out, enum conf_section_kind section, bool manual)
{
	const char *group = NULL;

	fprintf(out, manual ? "## %s\n\n" : "%s\n", titles[section]);
	for (enum conf_key key = next_key(section, -1); key != CONF_KEY_COUNT;
	     key = next_key(section, (int)key)) {
		const char *title = conf_key_group(key);

		if (title && title != group)
			fprintf(out, manual ? "## %s %s\n\n" : "%s %s\n", titles[section],
				title);
		group = title;
		print_key(out, conf_key_info(key), manual);
	}
}

void conf_keys_print(FILE *out, bool manual)
{
	static const enum conf_section_kind sections[] = { CONF_INCLUDE, CONF_INIT,
							   CONF_CONTAINER, CONF_SERVICE };

	for (size_t i = 0; manual && i < ARRAY_LEN(sections); i++)
		print_contents(out, sections[i]);
	for (size_t i = 0; i < ARRAY_LEN(sections); i++)
		print_section(out, sections[i], manual);
	print_key_lists(out, manual);
}

bool conf_keys_print_one(FILE *out, const char *name)
{
	bool found = false;

	for (unsigned key = 0; key < CONF_KEY_COUNT; key++) {
		const struct conf_key_info *info = conf_key_info((enum conf_key)key);

		if (info->since != 0 || strcmp(info->name, name) != 0)
			continue;
		fprintf(out, "%s%s\n", found ? "\n" : "", titles[info->section]);
		print_key(out, info, false);
		found = true;
	}
	return found;
}
