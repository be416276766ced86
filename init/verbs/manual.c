/* init/verbs/manual.c - prints the lists of ctinit(1) as scdoc text. */
#include "init/verbs/manual.h"

#include "conf/base/base.h"
#include "conf/base/control_list.h"
#include "conf/base/exits.h"
#include "init/single/command_options.h"
#include "init/single/compat.h"
#include "init/verbs/usage.h"

#include <string.h>

void manual_verb_options(FILE *out, const struct verb *verb)
{
	for (const struct verb_option *o = verb_first_option(verb); o;
	     o = verb_next_option(o)) {
		fputc('\t', out);
		if (o->letter)
			fprintf(out, "*-%c*, ", o->letter);
		fprintf(out, "*%s*", o->name);
		if (o->value)
			fprintf(out, " _%s_", o->value);
		fprintf(out, "\n\t\t%s\n\n", o->doc);
	}
}

void manual_requests(FILE *out)
{
	static const struct {
		const char *name, *words, *meaning;
		enum control_rights rights;
	} requests[] = {
#define X(id, name, words, rights, meaning) { name, words, meaning, CONTROL_##rights },
		CONTROL_REQUESTS(X)
#undef X
	};

	for (size_t i = 0; i < ARRAY_LEN(requests); i++)
		fprintf(out, "*%s* %s%s\n\t%s\n\n", requests[i].name, requests[i].words,
			requests[i].rights == CONTROL_ANY ? " (any user)" : "",
			requests[i].meaning);
}

void manual_fields(FILE *out)
{
	static const struct {
		const char *type, *name, *kind, *meaning;
	} fields[] = {
#define X(type, name, kind, meaning) { type, name, kind, meaning },
		CONTROL_FIELDS(X)
#undef X
	};
	const char *type = NULL;

	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		if (type == NULL || strcmp(type, fields[i].type) != 0)
			fprintf(out, "## %s%s\n\n",
				fields[i].type[0] ? "Lines of type " : "The last line",
				fields[i].type);
		type = fields[i].type;
		fprintf(out, "*%s*: %.*s%s\n\t%s\n\n", fields[i].name,
			(int)strcspn(fields[i].kind, "?"), fields[i].kind,
			strchr(fields[i].kind, '?') ? ", optional" : "", fields[i].meaning);
	}
}

void manual_exits(FILE *out)
{
#define X(name, code, meaning) fprintf(out, "*%d*\n\t%s\n\n", code, meaning);
	CTINIT_EXITS(X)
#undef X
}

void manual_ends(FILE *out)
{
#define X(cause, code) fprintf(out, "*%s*\n\t%s\n\n", cause, code);
	CTINIT_ENDS(X)
#undef X
}

void manual_single_options(FILE *out)
{
	const char *name, *wants, *doc;
	char letter;

	for (size_t i = 0; options_row(i, &letter, &name, &wants, &doc); i++) {
		if (letter)
			fprintf(out, "*-%c*, ", letter);
		fprintf(out, "*--%s*", name);
		if (wants)
			fprintf(out, " _%s_", wants);
		fprintf(out, "\n\t%s\n\n", doc);
	}
}

void manual_compat_names(FILE *out)
{
	const struct compat_profile *profile;

	for (size_t i = 0; (profile = compat_at(i)); i++) {
		fprintf(out, " %s", profile->name);
		for (const char *const *aliases = profile->aliases; *aliases; aliases++)
			fprintf(out, " %s", *aliases);
	}
	fputc('\n', out);
}

static void print_option(FILE *out, const struct compat_option *option)
{
	if (option->letter)
		fprintf(out, "*-%c*", option->letter);
	if (option->name)
		fprintf(out, "%s*--%s*", option->letter ? " " : "", option->name);
	fputs(option->bad_value ? " _VALUE_; " : "; ", out);
}

void manual_compat_profiles(FILE *out)
{
	const struct compat_option *option;
	const struct compat_profile *profile;

	for (size_t i = 0; (profile = compat_at(i)); i++) {
		fprintf(out, "*%s*", profile->name);
		for (const char *const *aliases = profile->aliases; *aliases; aliases++)
			fprintf(out, ", *%s*", *aliases);
		fputs("\n\t", out);
		for (size_t o = 0; (option = compat_option(profile, o)); o++)
			print_option(out, option);
		fputs("variables", out);
		for (const struct compat_variable *variable = profile->variables;
		     variable->name; variable++)
			fprintf(out, " _%.*s_", (int)strlen(variable->name) - 1,
				variable->name);
		fprintf(out,
			". A command that is not found: %d; that may not be run: %d; any "
			"other failure to run it: %d.\n\n",
			profile->exit_not_found, profile->exit_denied,
			profile->exit_not_run);
	}
}
