/* init/verbs/version.c - `ctinit version`. */
#include "conf/base/exits.h"
#include "init/verbs/verbs.h"

int cmd_version(const struct process_start *start, int argc, char **argv)
{
	(void)start;
	if (argc > 1)
		return verb_usage("version", "what is \"%s\"?", argv[1]);
	if (CTINIT_COMMIT[0])
		printf("ctinit %s (%s)\n", CTINIT_VERSION, CTINIT_COMMIT);
	else
		printf("ctinit %s\n", CTINIT_VERSION);
	return CTINIT_EXIT_OK;
}
