/* init/verbs/keys.c - `ctinit keys`: the table of keys, for people or for the manual. */
#include "conf/lang/keys.h"
#include "conf/base/exits.h"
#include "init/verbs/verbs.h"

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
