/* init/verbs/run_options.c - makes a configuration from a command line. */
#include "init/verbs/run_options.h"

#include "conf/base/exits.h"
#include "conf/conf.h"
#include "init/runtime/die.h"
#include "init/verbs/usage.h"

#include <errno.h>
#include <string.h>

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

const struct verb_option run_option_table[] = {
	{ .name = "--rootfs", .value = "a directory", .set = set_rootfs },
	{ .name = "--container", .set = set_container },
	{ .name = "--in-place", .set = set_in_place },
	{ .name = "--quiet", .letter = 'q', .set = set_quiet },
	{ .name = "--verbose", .letter = 'v', .set = set_verbose },
	{ .name = "--set", .value = "SECTION.KEY=VALUE", .set = add_set },
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

static void report_error(const char *what, int err, const char *why,
			 const struct conf *conf)
{
	if (why[0] != '\0')
		warn_as(OWN_ERROR, "%s: %s", what, why);
	else if (err == -EINVAL && conf)
		conf_print_diags(conf, stderr);
	else
		warn_as(OWN_ERROR, "%s: %s", what, strerror(-err));
}

int run_load(const struct process_start *start, struct run_options *options,
	     struct conf **ret)
{
	struct conf *base = NULL;
	char why[256] = "";
	int err = load_config(start, &options->load, &base);

	*ret = base;
	if (err && options->load.file && load_is_command(options->load.file))
		warn_as(OWN_ERROR,
			"%s is taken for a file of services; to run a command: "
			"ctinit run -- %s ...",
			options->load.file, options->load.file);
	if (err || (!options->command && !options->arguments))
		return err;
	if (options->command)
		err = conf_load_command(base, options->command, ret);
	else
		err = conf_load_arguments(base, options->arguments, ret,
					  &options->runtime.command, &TEXT(why));
	if (*ret != base)
		conf_free(base);
	if (err)
		report_error(options->command ? "cannot prepare the command"
					      : "cannot use the words after the file",
			     err, why, *ret);
	return err;
}
