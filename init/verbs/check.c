/* init/verbs/check.c - runs `ctinit check`: reports errors and warnings. */
#include "conf/base/exits.h"
#include "conf/conf.h"
#include "init/runtime/runtime.h"
#include "init/sys/process_start.h"
#include "init/verbs/check_host.h"
#include "init/verbs/check_stop_time.h"
#include "init/verbs/load_config.h"
#include "init/verbs/print_line.h"
#include "init/verbs/usage.h"
#include "init/verbs/verb.h"

#include <stdlib.h>

struct check_options {
	struct load_options load;
	bool print, here, strict;
};

static void set_print(void *options, const char *value)
{
	(void)value;
	((struct check_options *)options)->print = true;
}

static void set_here(void *options, const char *value)
{
	(void)value;
	((struct check_options *)options)->here = true;
}

static void set_strict(void *options, const char *value)
{
	(void)value;
	((struct check_options *)options)->strict = true;
}

static void add_set(void *options, const char *value)
{
	load_add_set(&((struct check_options *)options)->load, value);
}

static const struct verb_option check_option_table[] = {
	{ .name = "--print",
	  .set = set_print,
	  .doc = "Print the result, flat: what each service gets, and from which line." },
	{ .name = "--here",
	  .set = set_here,
	  .doc = "Also report programs, directories, files and users that are missing "
		 "here." },
	{ .name = "--strict", .set = set_strict, .doc = "Warnings are errors." },
	{ .name = "--set",
	  .value = "SECTION.KEY=VALUE",
	  .set = add_set,
	  .doc = "As if KEY = VALUE were the last line of the section in the file." },
	{ .name = NULL },
};

/* Returns 0, or the exit code for an invalid command line. */
static int parse_arguments(int argc, char **argv, struct check_options *options)
{
	for (int i = 1; i < argc; i++) {
		switch (verb_read_word(&verb_check, argv, &i, options)) {
		case VERB_OPTION: break;
		case VERB_WRONG: return CTINIT_EXIT_USAGE;
		case VERB_OPERAND:
			if (options->load.file)
				return verb_usage(&verb_check,
						  "one FILE at a time, not also \"%s\"",
						  argv[i]);
			options->load.file = argv[i];
			break;
		}
	}
	return options->load.file ? 0 : verb_usage(&verb_check, "FILE is missing");
}

/* Prints the warnings about a file without errors. Returns how many count for --strict,
 * including those that load_config() has printed. */
static size_t print_warnings(const struct process_start *start,
			     const struct check_options *options, const struct conf *conf)
{
	const char *file = options->load.file;
	const char *notice = options->print ? NULL : runtime_notice(conf);
	size_t warnings;

	(void)conf_diags(conf, &warnings);
	if (conf_service_count(conf) == 0) {
		print_line(stderr, "%s: warning: it contains no service", file);
		warnings++;
	}
	if (notice) {
		print_line(stderr, "%s: warning: %s", file, notice);
		warnings++;
	}
	warnings += check_stop_time(conf, file);
	if (options->here)
		warnings += check_host(conf, start->environment);
	return warnings;
}

static int report_result(const struct process_start *start,
			 const struct check_options *options, const struct conf *conf)
{
	const char *file = options->load.file;
	size_t services = conf_service_count(conf);
	size_t warnings = print_warnings(start, options, conf);

	if (options->strict && warnings > 0) {
		print_line(stderr, "%s: %zu warning%s, and --strict makes them errors",
			   file, warnings, warnings == 1 ? "" : "s");
		return CTINIT_EXIT_FAILED;
	}
	if (options->print)
		conf_print(conf, stdout, true);
	else
		print_line(stdout, "%s: ok, %zu service%s", file, services,
			   services == 1 ? "" : "s");
	return CTINIT_EXIT_OK;
}

static int check_run(const struct process_start *start, int argc, char **argv)
{
	struct check_options options = {
		.load.sets = calloc((size_t)argc + 1, sizeof *options.load.sets),
		.load.late_code = CTINIT_EXIT_FAILED,
	};
	struct conf *conf = NULL;
	int code;

	if (!options.load.sets)
		return CTINIT_EXIT_FAILED;
	code = parse_arguments(argc, argv, &options);
	if (code == 0)
		code = load_config(start, &options.load, &conf)
			       ? CTINIT_EXIT_FAILED
			       : report_result(start, &options, conf);
	conf_free(conf);
	free(options.load.sets);
	return code;
}

const struct verb verb_check = {
	.name = "check",
	.usage = "[--print] [--here] [--strict] [--set SECTION.KEY=VALUE]... FILE",
	.summary = "Report everything that is wrong with FILE. --print shows the result, "
		   "flat; --here also reports programs, "
		   "interpreters, directories, files, users and groups that are missing on "
		   "this system; --strict makes "
		   "warnings errors.",
	.options = check_option_table,
	.run = check_run,
};
