/* init/cmd_init.c - `ctinit init`: the front end's other half, inside the container. */
#include "init/inside/inside.h"
#include "init/verbs.h"

int cmd_init(const struct process_start *start, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return inside_run_container(start);
}
