/* init/verbs/run_load.c - makes a configuration from the options of `ctinit run`. */
#include "init/verbs/run_load.h"

#include "conf/conf.h"
#include "init/runtime/die.h"
#include "init/verbs/open_config.h"
#include "init/verbs/run_options.h"

#include <errno.h>
#include <string.h>

static void report_error(const char *what, int err, const char *why,
			 const struct conf *conf)
{
	if (why[0] != '\0')
		warn_as(OWN_ERROR, "%s: %s", what, why);
	else if (err == -EINVAL && conf)
		conf_print_diags(conf, stderr);
	else
		warn_as(OWN_ERROR, "%s: %s", what, strerror(-err));
}

int run_load(const struct process_start *start, struct run_options *options,
	     struct conf **ret)
{
	struct conf *base = NULL;
	char why[256] = "";
	int err = load_config(start, &options->load, &base);

	*ret = base;
	if (err && options->load.file && config_is_command(options->load.file))
		warn_as(OWN_ERROR,
			"%s is taken for a file of services; to run a command: "
			"ctinit run -- %s ...",
			options->load.file, options->load.file);
	if (err || (!options->command && !options->arguments))
		return err;
	if (options->command)
		err = conf_load_command(base, options->command, ret);
	else
		err = conf_load_arguments(base, options->arguments, ret,
					  &options->runtime.command, &TEXT(why));
	if (*ret != base)
		conf_free(base);
	if (err)
		report_error(options->command ? "cannot prepare the command"
					      : "cannot use the words after the file",
			     err, why, *ret);
	return err;
}
