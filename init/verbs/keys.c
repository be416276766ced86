/* init/verbs/keys.c - runs `ctinit keys`: prints the table of keys. */
#include "conf/lang/keys.h"

#include "conf/base/exits.h"
#include "init/verbs/usage.h"
#include "init/verbs/verb.h"

#include <stdio.h>
#include <string.h>

static int keys_run(const struct process_start *start, int argc, char **argv)
{
	bool manual = argc == 2 && strcmp(argv[1], "--manual") == 0;

	(void)start;
	if (argc > 1 && !manual)
		return verb_usage(&verb_keys, "unexpected argument \"%s\"", argv[1]);
	conf_keys_print(stdout, manual);
	return CTINIT_EXIT_OK;
}

const struct verb verb_keys = {
	.name = "keys",
	.usage = "[--manual]",
	.summary = "List every key that a file may hold.",
	.run = keys_run,
};
