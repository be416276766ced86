/* init/verbs/version.c - runs `ctinit version`: prints the release and what it is made of. */
#include "conf/base/exits.h"
#include "conf/lang/keys.h"
#include "init/verbs/build_info.h"
#include "init/verbs/usage.h"
#include "init/verbs/verb.h"
#include "init/verbs/version_kernel.h"

#include <ev.h>
#include <stdio.h>
#include <unistd.h>

struct version_options {
	bool verbose;
};

static void set_verbose(void *options, const char *value)
{
	(void)value;
	((struct version_options *)options)->verbose = true;
}

static const struct verb_option version_option_table[] = {
	{ .name = "--verbose",
	  .letter = 'v',
	  .set = set_verbose,
	  .doc = "Also print what the kernel offers to this process." },
	{ .name = NULL },
};

static const char *known_text(const char *text, const char *otherwise)
{
	return text != NULL && text[0] != '\0' ? text : otherwise;
}

static void print_release(void)
{
	const char *commit = known_text(ctinit_commit, NULL);

	printf("ctinit %s%s%s%s\n", CTINIT_VERSION, commit ? " (" : "",
	       commit ? commit : "", commit ? ")" : "");
}

/* confstr(3) of glibc returns "glibc 2.36", for example, and init/libc/confstr.c "musl
 * 1.2.3". */
static void print_libraries(void)
{
	char libc[64] = "";

	confstr(_CS_GNU_LIBC_VERSION, libc, sizeof libc);
	printf("libc: %s\n", known_text(libc, "unknown"));
	printf("libev: %d.%d\n", ev_version_major(), ev_version_minor());
	printf("inih: %s\n", known_text(inih_version, "unknown"));
	printf("svc.ini: format %s\n", conf_key_info(CONF_INIT_FORMAT)->max);
}

static int version_run(const struct process_start *start, int argc, char **argv)
{
	struct version_options options = { false };

	(void)start;
	for (int i = 1; i < argc; i++) {
		switch (verb_read_word(&verb_version, argv, &i, &options)) {
		case VERB_OPTION: break;
		case VERB_WRONG: return CTINIT_EXIT_USAGE;
		case VERB_OPERAND:
			return verb_usage(&verb_version, "unexpected argument \"%s\"",
					  argv[i]);
		}
	}
	print_release();
	print_libraries();
	if (options.verbose)
		version_print_kernel(stdout);
	return CTINIT_EXIT_OK;
}

const struct verb verb_version = {
	.name = "version",
	.usage = "[-v | --verbose]",
	.summary = "Print the version, the commit it was built from, the versions of its "
		   "libraries and of the language of svc.ini. --verbose also prints what "
		   "the kernel offers to this process, and what is lost without it.",
	.options = version_option_table,
	.run = version_run,
};
