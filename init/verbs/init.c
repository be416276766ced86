/* init/verbs/init.c - runs `ctinit init`: PID 1 of a container made by `ctinit run`. */
#include "init/pid1/pid1.h"
#include "init/verbs/verb.h"

static int init_run(const struct process_start *start, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return pid1_run_container(start);
}

const struct verb verb_init = {
	.name = "init",
	.usage = "",
	.summary = "What run starts inside the container.",
	.hidden = true,
	.run = init_run,
};
