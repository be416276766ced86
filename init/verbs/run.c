/* init/verbs/run.c - runs `ctinit run`: the services of a file, or one command.
 *
 * Services run in a new container (init/runtime), or in place (init/pid1): as PID 1 of the
 * existing container or as a child subreaper below another init. */
#include "conf/base/exits.h"
#include "conf/conf.h"
#include "init/handoff/config_reader.h"
#include "init/pid1/pid1.h"
#include "init/runtime/die.h"
#include "init/runtime/runtime.h"
#include "init/sys/process_start.h"
#include "init/verbs/load_config.h"
#include "init/verbs/reload_read.h"
#include "init/verbs/run_load.h"
#include "init/verbs/run_options.h"
#include "init/verbs/verb.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Makes the path absolute, because the working directory may change before a reload. A
 * reload follows symbolic links again: a new version of a ConfigMap changes the link. The
 * path is never freed. */
static void make_absolute(struct load_options *load)
{
	char *directory, *path;

	if (!load->file || load->file[0] == '/' || strcmp(load->file, "-") == 0)
		return;
	directory = getcwd(NULL, 0);
	if (directory && asprintf(&path, "%s/%s", directory, load->file) > 0)
		load->file = path;
	free(directory);
}

/* Makes a container if one is wanted and possible, otherwise supervises in place. Returns
 * the exit code. */
static int run_config(const struct process_start *start, struct conf *conf,
		      struct run_options *options)
{
	struct reload_context context = { start, options, conf, true };
	const struct config_reader reader = { reload_read, &context };
	const struct config_reader none = { NULL, NULL };
	struct own_style style = conf_own_style(conf, start->environment);

	if (style.shape == OWN_JSON)
		die_style(style, false);
	options->runtime.reader = options->load.file ? &reader : NULL;
	if (runtime_wants_container(conf, &options->runtime)) {
		int code = runtime_run(start, conf, &options->runtime);

		if (code != RUNTIME_REFUSED)
			return code;
	}
	context.in_container = false;
	return pid1_run_in_place(start, conf, options->runtime.verbosity,
				 options->runtime.command,
				 options->load.file ? &reader : &none);
}

static int run_run(const struct process_start *start, int argc, char **argv)
{
	struct run_options options = {
		.load.sets = calloc((size_t)argc + 1, sizeof *options.load.sets),
		.load.late_code = CTINIT_EXIT_SETUP,
		.load.own_shape = true,
		.runtime.verbosity = 2,
	};
	struct conf *conf = NULL;

	if (!options.load.sets)
		return CTINIT_EXIT_SETUP;
	int code = run_parse(&verb_run, argc, argv, &options);
	if (code == 0 && run_load(start, &options, &conf))
		code = CTINIT_EXIT_SETUP;
	options.runtime.file = options.load.file;
	make_absolute(&options.load);
	/* Our lines must not mix with the command's output. */
	if (options.runtime.command && options.runtime.verbosity > 1)
		options.runtime.verbosity = -1;
	if (code == 0)
		code = run_config(start, conf, &options);
	conf_free(conf);
	free(options.load.sets);
	return code;
}

const struct verb verb_run = {
	.name = "run",
	.usage = "[--rootfs DIR] [--container|--in-place] [--control PATH] "
		 "[--set SECTION.KEY=VALUE]... [-q|-v] [FILE [WORDS...]] [-- CMD ARGS...]",
	.summary = "Run the services of FILE, or CMD, in a new container; inside one "
		   "already, in place.",
	.options = run_option_table,
	.run = run_run,
};
