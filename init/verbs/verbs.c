/* init/verbs/verbs.c - lists the verbs and runs `ctinit help`. */
#include "init/verbs/verbs.h"

#include "conf/base/base.h"
#include "conf/base/edit_distance.h"
#include "conf/base/exits.h"
#include "init/verbs/manual.h"
#include "init/verbs/usage.h"

#include <string.h>

static const struct verb *const verbs[] = {
	&verb_run,  &verb_check, &verb_keys, &verb_version,
	&verb_help, &verb_web,   &verb_init, &verb_log,
};

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

void verb_print_help(const struct verb *verb, FILE *out)
{
	fprintf(out, "usage: ctinit %s%s%s\n\n%s\n", verb->name, blank_before_usage(verb),
		verb->usage, verb->summary);
}

void verbs_print_help(FILE *out)
{
	fputs("usage: ctinit VERB [ARGUMENTS]\n"
	      "       ctinit [OPTIONS] -- CMD [ARGUMENTS]\n\n"
	      "A container's PID 1, its supervisor and its small runtime.\n\n",
	      out);
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
		if (!verbs[i]->hidden)
			fprintf(out, "  ctinit %s%s%s\n      %s\n", verbs[i]->name,
				blank_before_usage(verbs[i]), verbs[i]->usage,
				verbs[i]->summary);
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
	fputs("\nManuals: ctinit(1), svc.ini(5).\n", out);
}

/* ---- ctinit help ---- */

/* Prints the list of verbs in the format of ctinit(1). docs/dev/lists.awk puts the lists of
 * the table below into the manual. */
static void print_verbs(FILE *out)
{
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
		if (!verbs[i]->hidden)
			fprintf(out, "*%s*%s%s\n\t%s\n\n", verbs[i]->name,
				blank_before_usage(verbs[i]), verbs[i]->usage,
				verbs[i]->summary);
	}
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
	.usage = "[VERB | --manual | --exits | --ends | --single | --names]",
	.summary = "Print this, the usage of one verb, or a list for the manual.",
	.run = help_run,
};
