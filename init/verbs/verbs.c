/* init/verbs/verbs.c - the table of verbs, and what is printed from it. */
#include "init/verbs/verbs.h"

#include "conf/base/base.h"
#include "conf/base/edit_distance.h"
#include "conf/base/exits.h"
#include "init/single/command.h"
#include "init/single/compat.h"
#include "init/verbs/print.h"

#include <stdarg.h>
#include <string.h>

/* clang-format off */
const struct verb verbs[] = {
	{ "run", cmd_run,
	  "[--rootfs DIR] [--container|--in-place] [--set SECTION.KEY=VALUE]... [-q|-v] [FILE [WORDS...]] [-- CMD ARGS...]",
	  "Run the services of FILE, or CMD, in a new container; inside one already, in place.",
	  false },
	{ "check", cmd_check, "[--print] [--here] [--strict] [--set SECTION.KEY=VALUE]... FILE",
	  "Report everything that is wrong with FILE. --print shows the result, flat; --here also reports programs, "
	  "interpreters, directories, files, users and groups that are missing on this system; --strict makes "
	  "warnings errors.", false },
	{ "keys", cmd_keys, "[--manual]",
	  "List every key that a file may hold.", false },
	{ "version", cmd_version, "",
	  "Print the version.", false },
	{ "help", cmd_help, "[VERB | --manual | --exits | --ends | --single | --names]",
	  "Print this, the usage of one verb, or a list for the manual.",
	  false },
	{ "init", cmd_init, "",
	  "What run starts inside the container.", true },
	{ "log", cmd_log, "",
	  "What the init starts beside itself, to carry the output of services.", true },
};
/* clang-format on */
const size_t verb_count = ARRAY_LEN(verbs);

const struct verb *verb_find(const char *name)
{
	for (size_t i = 0; i < verb_count; i++) {
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	}
	return NULL;
}

const struct verb *verb_nearest(const char *name)
{
	for (size_t i = 0; i < verb_count; i++) {
		if (!verbs[i].hidden && edit_distance(verbs[i].name, name) <= 1)
			return &verbs[i];
	}
	return NULL;
}

int verb_usage(const char *name, const char *format, ...)
{
	const struct verb *verb = verb_find(name);
	va_list arguments;
	char front[64];

	snprintf(front, sizeof front, "ctinit %s: ", name);
	va_start(arguments, format);
	print_line_args(stderr, front, format, arguments);
	va_end(arguments);
	fprintf(stderr, "usage: ctinit %s %s\n", name, verb ? verb->usage : "");
	return CTINIT_EXIT_USAGE;
}

static const char *gap(const struct verb *verb)
{
	return verb->usage[0] ? " " : "";
}

void verb_help(const struct verb *verb, FILE *out)
{
	fprintf(out, "usage: ctinit %s%s%s\n\n%s\n", verb->name, gap(verb), verb->usage,
		verb->doc);
}

void verbs_manual(FILE *out)
{
	for (size_t i = 0; i < verb_count; i++) {
		if (!verbs[i].hidden)
			fprintf(out, "*%s*%s%s\n\t%s\n\n", verbs[i].name, gap(&verbs[i]),
				verbs[i].usage, verbs[i].doc);
	}
}

void verbs_exits(FILE *out)
{
#define X(name, code, meaning) fprintf(out, "*%d*\n\t%s\n\n", code, meaning);
	CTINIT_EXITS(X)
#undef X
}

void verbs_ends(FILE *out)
{
#define X(cause, code) fprintf(out, "*%s*\n\t%s\n\n", cause, code);
	CTINIT_ENDS(X)
#undef X
}

void verbs_single(FILE *out)
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

static void print_names(FILE *out)
{
	const struct peer *peer;

	for (size_t i = 0; (peer = peer_at(i)); i++) {
		fprintf(out, " %s", peer->name);
		for (const char *const *also = peer->also; *also; also++)
			fprintf(out, " %s", *also);
	}
	fputc('\n', out);
}

static void print_option(FILE *out, const struct peer_option *option)
{
	if (option->letter)
		fprintf(out, "*-%c*", option->letter);
	if (option->name)
		fprintf(out, "%s*--%s*", option->letter ? " " : "", option->name);
	fputs(option->wrong ? " _VALUE_; " : "; ", out);
}

void verbs_personalities(FILE *out)
{
	const struct peer_option *option;
	const struct peer *peer;

	for (size_t i = 0; (peer = peer_at(i)); i++) {
		fprintf(out, "*%s*", peer->name);
		for (const char *const *also = peer->also; *also; also++)
			fprintf(out, ", *%s*", *also);
		fputs("\n\t", out);
		for (size_t o = 0; (option = peer_option(peer, o)); o++)
			print_option(out, option);
		fputs("variables", out);
		for (const struct peer_variable *v = peer->variables; v->name; v++)
			fprintf(out, " _%.*s_", (int)strlen(v->name) - 1, v->name);
		fprintf(out,
			". A command that is not found: %d; that may not be run: %d; any "
			"other failure to run it: %d.\n\n",
			peer->exit_not_found, peer->exit_denied, peer->exit_not_run);
	}
}

void verbs_help(FILE *out)
{
	fputs("usage: ctinit VERB [ARGUMENTS]\n"
	      "       ctinit [OPTIONS] -- CMD [ARGUMENTS]\n\n"
	      "A container's PID 1, its supervisor and its small runtime.\n\n",
	      out);
	for (size_t i = 0; i < verb_count; i++) {
		if (verbs[i].hidden)
			continue;
		fprintf(out, "  ctinit %s%s%s\n      %s\n", verbs[i].name, gap(&verbs[i]),
			verbs[i].usage, verbs[i].doc);
	}
	fputs("  ctinit [OPTIONS] -- CMD [ARGUMENTS]\n"
	      "      Run one command under an init that reaps and forwards signals.\n"
	      "  ctinit -P\n"
	      "      Run nothing: reap, and end on TERM or INT.\n"
	      "  ctinit --compat=NAME ...\n"
	      "      Be that init, with its options; also when called by its name:\n"
	      "     ",
	      out);
	print_names(out);
	fputs("\nManuals: ctinit(1), svc.ini(5).\n", out);
}
