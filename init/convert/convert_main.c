/* init/convert/convert_main.c - the program ctinit-convert: `ctinit convert`, `kube`,
 * `compose` and `quadlet` execute it. */
#include "conf/base/base.h"
#include "conf/base/exits.h"
#include "init/convert/convert_verb.h"
#include "init/convert/manifest_verbs.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} verbs[] = {
	{ "convert", convert_verb_run },
	{ "kube", kube_verb_run },
	{ "compose", compose_verb_run },
	{ "quadlet", quadlet_verb_run },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < ARRAY_LEN(verbs); i++)
		if (strcmp(argv[1], verbs[i].name) == 0)
			return verbs[i].run(argc - 1, argv + 1);
	fputs("usage: ctinit convert|kube|compose|quadlet ...\n", stderr);
	return CTINIT_EXIT_USAGE;
}
