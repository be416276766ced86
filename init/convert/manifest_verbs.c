/* init/convert/manifest_verbs.c - runs `ctinit kube`, `compose` and `quadlet`. */
#include "init/convert/manifest_verbs.h"

#include "conf/base/exits.h"
#include "conf/base/number.h"
#include "init/convert/command_line.h"
#include "init/convert/compose_print.h"
#include "init/convert/kube.h"

#include <string.h>

#define USAGE "--image=IMAGE [--name=NAME] [--file=PATH] [--ctinit=PROGRAM] FILE"

/* Reads the command line and loads the file. `kind` and `replicas` are for kube only, and
 * NULL for the others. Returns 0 or the exit code. */
static int read_manifest(char **argv, const char **kind, const char **replicas,
			 struct manifest *ret)
{
	struct manifest_options options = { 0 };
	const char *unused = NULL;
	const struct option_row table[] = {
		{ "--image", 0, &options.image, NULL },
		{ "--name", 0, &options.name, NULL },
		{ "--file", 0, &options.file, NULL },
		{ "--ctinit", 0, &options.program, NULL },
		{ kind ? "--kind" : NULL, 0, kind ? kind : &unused, NULL },
		{ "--replicas", 0, replicas ? replicas : &unused, NULL },
		{ NULL, 0, NULL, NULL },
	};

	if (!options_read(argv, table, &options.path,
			  kind ? "[--kind=pod|deployment] [--replicas=N] " USAGE : USAGE))
		return CTINIT_EXIT_USAGE;
	if (!options.image || options.image[0] == '\0') {
		fprintf(stderr, "ctinit %s: --image=IMAGE is missing\n", argv[0]);
		return CTINIT_EXIT_USAGE;
	}
	return manifest_load(&options, argv[0], ret);
}

/* Returns the exit code of a finished output. */
static int close_output(const char *verb)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return CTINIT_EXIT_OK;
	fprintf(stderr, "ctinit: %s: standard output cannot be written\n", verb);
	return CTINIT_EXIT_SETUP;
}

int kube_verb_run(int argc, char **argv)
{
	const char *kind = "pod", *replicas = "1";
	struct manifest manifest;
	int64_t count = 0;
	int code = read_manifest(argv, &kind, &replicas, &manifest);

	(void)argc;
	if (code != 0)
		return code;
	if ((strcmp(kind, "pod") != 0 && strcmp(kind, "deployment") != 0) ||
	    !number_parse(replicas, &count) || count > 10000) {
		fputs("ctinit kube: --kind is pod or deployment, --replicas a number\n",
		      stderr);
		code = CTINIT_EXIT_USAGE;
	} else {
		kube_print(&manifest, strcmp(kind, "deployment") == 0, (int)count, stdout);
		code = close_output("kube");
	}
	manifest_free(&manifest);
	return code;
}

static int print_with(char **argv, void (*print)(const struct manifest *, FILE *))
{
	struct manifest manifest;
	int code = read_manifest(argv, NULL, NULL, &manifest);

	if (code != 0)
		return code;
	print(&manifest, stdout);
	manifest_free(&manifest);
	return close_output(argv[0]);
}

int compose_verb_run(int argc, char **argv)
{
	(void)argc;
	return print_with(argv, compose_print);
}

int quadlet_verb_run(int argc, char **argv)
{
	(void)argc;
	return print_with(argv, quadlet_print);
}
