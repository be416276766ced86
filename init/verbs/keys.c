/* init/verbs/keys.c - runs `ctinit keys`: prints the table of keys. */
#include "conf/lang/keys.h"

#include "conf/base/exits.h"
#include "conf/lang/migration_hints.h"
#include "init/verbs/print_line.h"
#include "init/verbs/usage.h"
#include "init/verbs/verb.h"

#include <stdio.h>
#include <string.h>

/* Prints the keys with the name. Returns the exit code. */
static int print_named(const char *name)
{
	char hint[128];
	enum conf_key key;
	const char *text;

	if (conf_keys_print_one(stdout, name))
		return CTINIT_EXIT_OK;
	text = hint_for_key(CONF_SERVICE, name, hint, sizeof hint, &key);
	print_line(stderr, "ctinit keys: there is no key \"%s\"%s%s", name,
		   text ? "; " : "", text ? text : "");
	return CTINIT_EXIT_FAILED;
}

static int keys_run(const struct process_start *start, int argc, char **argv)
{
	bool manual = argc == 2 && strcmp(argv[1], "--manual") == 0;

	(void)start;
	if (argc > 2 || (argc == 2 && !manual && argv[1][0] == '-'))
		return verb_usage(&verb_keys, "unexpected argument \"%s\"", argv[argc - 1]);
	if (argc == 2 && !manual)
		return print_named(argv[1]);
	conf_keys_print(stdout, manual);
	return CTINIT_EXIT_OK;
}

const struct verb verb_keys = {
	.name = "keys",
	.usage = "[NAME | --manual]",
	.summary = "List every key that a file may hold, or say what one key means.",
	.run = keys_run,
};
