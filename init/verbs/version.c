/* init/verbs/version.c - runs `ctinit version`: prints the release and its commit. */
#include "init/verbs/verb.h"

#include "conf/base/exits.h"
#include "init/verbs/commit.h"
#include "init/verbs/usage.h"

#include <stdio.h>

static int version_run(const struct process_start *start, int argc, char **argv)
{
	bool known = ctinit_commit && ctinit_commit[0];

	(void)start;
	if (argc > 1)
		return verb_usage(&verb_version, "unexpected argument \"%s\"", argv[1]);
	printf("ctinit %s%s%s%s\n", CTINIT_VERSION, known ? " (" : "",
	       known ? ctinit_commit : "", known ? ")" : "");
	return CTINIT_EXIT_OK;
}

const struct verb verb_version = {
	.name = "version",
	.usage = "",
	.summary = "Print the version, and the commit it was built from.",
	.run = version_run,
};
