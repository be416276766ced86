/* init/cmd_keys.c - `ctinit keys`: the table of keys, for people or for the manual. */
#include "conf/base/exits.h"
#include "conf/lang/keys.h"
#include "init/verbs.h"

#include <string.h>

int cmd_keys(const struct process_start *start, int argc, char **argv)
{
	bool manual = argc == 2 && strcmp(argv[1], "--manual") == 0;

	(void)start;
	if (argc > 1 && !manual)
		return verb_usage("keys", "what is \"%s\"?", argv[1]);
	conf_keys_print(stdout, manual);
	return CTINIT_EXIT_OK;
}
