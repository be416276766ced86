/* init/verbs/check.c - `ctinit check [--print] [--here] [--strict] FILE`: for people and for
 * image builds. */
#include "conf/base/exits.h"
#include "conf/conf.h"
#include "init/runtime/runtime.h"
#include "init/sys/process_start.h"
#include "init/verbs/check_host.h"
#include "init/verbs/check_stop_time.h"
#include "init/verbs/load.h"
#include "init/verbs/print.h"
#include "init/verbs/verbs.h"

#include <stdlib.h>
#include <string.h>

struct check_options {
	struct source_options source;
	bool print, here, strict;
};

static int parse(int argc, char **argv, struct check_options *options)
{
	bool missing;

	for (int i = 1; i < argc; i++) {
		if (source_take_set(&options->source, argc, argv, &i, &missing)) {
			if (missing)
				return verb_usage("check", "--set wants SECTION.KEY=VALUE");
		} else if (strcmp(argv[i], "--print") == 0) {
			options->print = true;
		} else if (strcmp(argv[i], "--here") == 0) {
			options->here = true;
		} else if (strcmp(argv[i], "--strict") == 0) {
			options->strict = true;
		} else if (argv[i][0] == '-' && argv[i][1] != '\0') {
			return verb_usage("check", "no option \"%s\"", argv[i]);
		} else if (options->source.file) {
			return verb_usage("check", "one FILE at a time, not also \"%s\"",
					  argv[i]);
		} else {
			options->source.file = argv[i];
		}
	}
	return options->source.file ? 0 : verb_usage("check", "which FILE?");
}

/* The file has no errors: its warnings, and its result. */
static int report(const struct process_start *start, const struct check_options *options,
		  const struct conf *conf)
{
	const char *file = options->source.file;
	size_t services = conf_service_count(conf), warnings;

	(void)conf_diags(conf, &warnings);
	if (services == 0) {
		print_line(stderr, "%s: warning: there is no service in it", file);
		warnings++;
	}
	const char *notice = options->print ? NULL : outside_notice(conf);
	if (notice) {
		print_line(stderr, "%s: warning: %s", file, notice);
		warnings++;
	}
	warnings += check_stop(conf, file);
	if (options->here)
		warnings += check_here(conf, start->environment);
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

int cmd_check(const struct process_start *start, int argc, char **argv)
{
	struct check_options options = {
		.source.sets = calloc((size_t)argc + 1, sizeof *options.source.sets),
		.source.late_code = CTINIT_EXIT_FAILED,
	};
	struct conf *conf = NULL;
	int code;

	if (!options.source.sets)
		return CTINIT_EXIT_FAILED;
	code = parse(argc, argv, &options);
	if (code == 0)
		code = source_load(start, &options.source, &conf)
			       ? CTINIT_EXIT_FAILED
			       : report(start, &options, conf);
	conf_free(conf);
	free(options.source.sets);
	return code;
}
