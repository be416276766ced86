/* init/cmd_check.c - `ctinit check [--print] FILE`: for people and for image builds. */
#include "conf/base/exits.h"
#include "conf/conf.h"
#include "init/source.h"
#include "init/verbs.h"

#include <stdlib.h>
#include <string.h>

static int parse(int argc, char **argv, struct source_options *options, bool *ret_print)
{
	bool missing;

	for (int i = 1; i < argc; i++) {
		if (source_take_set(options, argc, argv, &i, &missing)) {
			if (missing)
				return verb_usage("check", "--set wants SECTION.KEY=VALUE");
		} else if (strcmp(argv[i], "--print") == 0) {
			*ret_print = true;
		} else if (argv[i][0] == '-' && argv[i][1] != '\0') {
			return verb_usage("check", "no option \"%s\"", argv[i]);
		} else if (options->file) {
			return verb_usage("check", "one FILE at a time, not also \"%s\"",
					  argv[i]);
		} else {
			options->file = argv[i];
		}
	}
	return options->file ? 0 : verb_usage("check", "which FILE?");
}

int cmd_check(const struct process_start *start, int argc, char **argv)
{
	struct source_options options = {
		.sets = calloc((size_t)argc + 1, sizeof *options.sets),
	};
	struct conf *conf = NULL;
	bool print = false;

	if (!options.sets)
		return CTINIT_EXIT_FAILED;
	int code = parse(argc, argv, &options, &print);
	if (code == 0) {
		code = source_load(start, &options, &conf) ? CTINIT_EXIT_FAILED
							   : CTINIT_EXIT_OK;
		if (code == CTINIT_EXIT_OK && conf_service_count(conf) == 0)
			fprintf(stderr, "%s: warning: there is no service in it\n",
				options.file);
		if (code == CTINIT_EXIT_OK && print)
			conf_print(conf, stdout, true);
		else if (code == CTINIT_EXIT_OK)
			printf("%s: ok, %zu service%s\n", options.file,
			       conf_service_count(conf),
			       conf_service_count(conf) == 1 ? "" : "s");
	}
	conf_free(conf);
	free(options.sets);
	return code;
}
