/* init/verbs/verbs.c - lists the verbs and runs `ctinit help`. */
#include "init/verbs/verbs.h"

#include "conf/base/base.h"
#include "conf/base/edit_distance.h"
#include "conf/base/exits.h"
#include "init/verbs/completions.h"
#include "init/verbs/manual.h"
#include "init/verbs/usage.h"

#include <string.h>

/* clang-format off */
static const struct verb *const verbs[] = {
	&verb_run,
	&verb_check,
	&verb_status,
	&verb_logs,
	&verb_events,
	&verb_start,
	&verb_stop,
	&verb_restart,
	&verb_reload,
	&verb_signal,
	&verb_scale,
	&verb_enable,
	&verb_disable,
	&verb_wait,
	&verb_health,
	&verb_shutdown,
	&verb_exec,
	&verb_wait_for,
	&verb_top,
	&verb_graph,
	&verb_blame,
	&verb_plot,
	&verb_keys,
	&verb_version,
	&verb_help,
	&verb_convert,
	&verb_kube,
	&verb_compose,
	&verb_quadlet,
	&verb_web,
	&verb_init,
	&verb_log,
};
/* clang-format on */

const struct verb *verb_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
		if (strcmp(verbs[i]->name, name) == 0)
			return verbs[i];
	}
	return NULL;
}

/* A verb is near if one letter is added, missing or changed, or two neighbours are
 * swapped. */
const struct verb *verb_nearest(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
		if (!verbs[i]->hidden && edit_distance(verbs[i]->name, name) <= 1)
			return verbs[i];
	}
	return NULL;
}

static const char *blank_before_usage(const struct verb *verb)
{
	return verb->usage[0] ? " " : "";
}

/* Prints the option as "  -f, --follow", or "  --lines N" with its value. */
static void print_option_words(const struct verb_option *option, FILE *out)
{
	fputs("  ", out);
	if (option->letter)
		fprintf(out, "-%c, ", option->letter);
	fprintf(out, "%s%s%s\n", option->name, option->value ? " " : "",
		option->value ? option->value : "");
}

#define HELP_COLUMNS 78

/* Prints a paragraph in lines of at most HELP_COLUMNS, each after `indent` blanks. */
static void print_paragraph(FILE *out, int indent, const char *text)
{
	int column = 0;

	while (*text != '\0') {
		int len = (int)strcspn(text, " ");

		if (column > 0 && column + 1 + len > HELP_COLUMNS) {
			fputc('\n', out);
			column = 0;
		}
		fprintf(out, "%*s%.*s", column > 0 ? 1 : indent, "", len, text);
		column += (column > 0 ? 1 : indent) + len;
		text += len;
		text += strspn(text, " ");
	}
	fputc('\n', out);
}

void verb_print_help(const struct verb *verb, FILE *out)
{
	fprintf(out, "usage: ctinit %s%s%s\n\n", verb->name, blank_before_usage(verb),
		verb->usage);
	print_paragraph(out, 0, verb->summary);
	if (verb->options)
		fputs("\nOptions:\n", out);
	for (const struct verb_option *o = verb_first_option(verb); o;
	     o = verb_next_option(o)) {
		print_option_words(o, out);
		print_paragraph(out, 6, o->doc);
	}
}

void verbs_print_help(FILE *out)
{
	fputs("usage: ctinit VERB [ARGUMENTS]\n"
	      "       ctinit [OPTIONS] -- CMD [ARGUMENTS]\n\n"
	      "A container's PID 1, its supervisor and its small runtime.\n\n",
	      out);
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
		if (verbs[i]->hidden)
			continue;
		fprintf(out, "  ctinit %s%s%s\n", verbs[i]->name,
			blank_before_usage(verbs[i]), verbs[i]->usage);
		print_paragraph(out, 6, verbs[i]->summary);
	}
	fputs("  ctinit [OPTIONS] -- CMD [ARGUMENTS]\n"
	      "      Run one command under an init that reaps and forwards signals.\n"
	      "  ctinit -P\n"
	      "      Run nothing: reap, and end on TERM or INT.\n"
	      "  ctinit --compat=NAME ...\n"
	      "      Be that init, with its options; also when called by its name:\n"
	      "     ",
	      out);
	manual_compat_names(out);
	fputs("\nOptions of a verb: ctinit help VERB. Manuals: ctinit(1), svc.ini(5).\n",
	      out);
}

/* ---- ctinit help ---- */

/* Prints the list of verbs in the format of ctinit(1). docs/dev/lists.awk puts the lists of
 * the table below into the manual. */
static void print_verbs(FILE *out)
{
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
		if (verbs[i]->hidden)
			continue;
		fprintf(out, "*%s*%s%s\n\t%s\n\n", verbs[i]->name,
			blank_before_usage(verbs[i]), verbs[i]->usage, verbs[i]->summary);
		manual_verb_options(out, verbs[i]);
	}
}

static void print_bash(FILE *out)
{
	completions_bash(out, verbs, ARRAY_LEN(verbs));
}

static void print_zsh(FILE *out)
{
	completions_zsh(out, verbs, ARRAY_LEN(verbs));
}

static void print_fish(FILE *out)
{
	completions_fish(out, verbs, ARRAY_LEN(verbs));
}

static const struct {
	const char *word;
	void (*print)(FILE *out);
} lists[] = {
	{ "--manual", print_verbs },
	{ "--exits", manual_exits },
	{ "--ends", manual_ends },
	{ "--single", manual_single_options },
	{ "--names", manual_compat_profiles },
	{ "--requests", manual_requests },
	{ "--fields", manual_fields },
	{ "--bash", print_bash },
	{ "--zsh", print_zsh },
	{ "--fish", print_fish },
};

static int help_run(const struct process_start *start, int argc, char **argv)
{
	(void)start;
	if (argc < 2) {
		verbs_print_help(stdout);
		return CTINIT_EXIT_OK;
	}
	for (size_t i = 0; argc == 2 && i < ARRAY_LEN(lists); i++) {
		if (strcmp(argv[1], lists[i].word) == 0) {
			lists[i].print(stdout);
			return CTINIT_EXIT_OK;
		}
	}
	const struct verb *verb = verb_find(argv[1]);
	if (!verb || argc > 2)
		return verb_usage(&verb_help, "unknown verb \"%s\"", argv[1]);
	verb_print_help(verb, stdout);
	return CTINIT_EXIT_OK;
}

const struct verb verb_help = {
	.name = "help",
	.usage = "[VERB | --bash | --zsh | --fish | --manual | --exits | --ends | --single "
		 "| "
		 "--names | --requests | --fields]",
	.summary =
		"Print this, the usage of one verb, a script that completes command lines "
		"in a shell, or a list for the manual.",
	.run = help_run,
};
