/* init/verbs/run_options.c - reads the command line of `ctinit run`. */
#include "init/verbs/run_options.h"

#include "conf/base/exits.h"
#include "init/verbs/usage.h"

#include <stdio.h>
#include <string.h>

#define CONTROL_SET_MAX 256 /* more than a socket's path (unix(7)) */

static void set_rootfs(void *options, const char *value)
{
	((struct run_options *)options)->runtime.rootfs = value;
}

static void set_container(void *options, const char *value)
{
	(void)value;
	((struct run_options *)options)->runtime.where = RUNTIME_CONTAINER;
}

static void set_in_place(void *options, const char *value)
{
	(void)value;
	((struct run_options *)options)->runtime.where = RUNTIME_IN_PLACE;
}

static void set_quiet(void *options, const char *value)
{
	(void)value;
	((struct run_options *)options)->runtime.verbosity = -1;
}

static void set_verbose(void *options, const char *value)
{
	(void)value;
	((struct run_options *)options)->runtime.verbosity = 1;
}

static void add_set(void *options, const char *value)
{
	load_add_set(&((struct run_options *)options)->load, value);
}

static void set_control(void *options, const char *value)
{
	static char set[CONTROL_SET_MAX];

	snprintf(set, sizeof set, "init.control=%s", value);
	load_add_set(&((struct run_options *)options)->load, set);
}

const struct verb_option run_option_table[] = {
	{ .name = "--rootfs",
	  .value = "a directory",
	  .set = set_rootfs,
	  .doc = "The root directory of the container; it replaces the file's rootfs." },
	{ .name = "--container", .set = set_container, .doc = "Always make a container." },
	{ .name = "--in-place", .set = set_in_place, .doc = "Never make a container." },
	{ .name = "--quiet",
	  .letter = 'q',
	  .set = set_quiet,
	  .doc = "The init prints only errors, warnings and its last line." },
	{ .name = "--verbose",
	  .letter = 'v',
	  .set = set_verbose,
	  .doc = "The init also prints what it does: commands, states, orphans." },
	{ .name = "--control",
	  .value = "a path or off",
	  .set = set_control,
	  .doc = "The place of the control socket; it replaces the file's control." },
	{ .name = "--set",
	  .value = "SECTION.KEY=VALUE",
	  .set = add_set,
	  .doc = "As if KEY = VALUE were the last line of the section in the file." },
	{ .name = NULL },
};

/* Returns 0, or the exit code for an invalid command line. Words after FILE are arguments
 * for its services, words after "--" are the command. */
static int parse_words(const struct verb *verb, int argc, char **argv,
		       struct run_options *options)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--") == 0) {
			options->command = argv + i + 1;
			options->runtime.command = true;
			return argv[i + 1] ? 0
					   : verb_usage(verb, "a command must follow --");
		}
		if (options->load.file) {
			options->arguments = argv + i;
			return 0;
		}
		switch (verb_read_word(verb, argv, &i, options)) {
		case VERB_OPTION: break;
		case VERB_OPERAND: options->load.file = argv[i]; break;
		case VERB_WRONG: return CTINIT_EXIT_USAGE;
		}
	}
	return 0;
}

int run_parse(const struct verb *verb, int argc, char **argv, struct run_options *options)
{
	const char *rootfs;
	int code = parse_words(verb, argc, argv, options);

	if (code)
		return code;
	rootfs = options->runtime.rootfs;
	if (rootfs && rootfs[0] == '\0')
		return verb_usage(verb, "--rootfs needs a directory, not an empty word");
	if (rootfs && options->runtime.where == RUNTIME_IN_PLACE)
		return verb_usage(verb, "--in-place makes no container, but --rootfs does");
	return options->load.file || options->command
		       ? 0
		       : verb_usage(verb, "FILE or -- CMD is missing");
}
