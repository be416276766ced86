/* init/verbs/init.c - `ctinit init`: the front end's other half, inside the container. */
#include "init/pid1/pid1.h"
#include "init/verbs/verbs.h"

int cmd_init(const struct process_start *start, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return inside_run_container(start);
}
