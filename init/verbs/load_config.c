/* init/verbs/load_config.c - loads the configuration for a command line. */
#include "init/verbs/load_config.h"

#include "conf/conf.h"
#include "init/runtime/die.h"
#include "init/sys/process_start.h"
#include "init/verbs/open_config.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

/* The deadline for all files except standard input, where a user may type. */
#define LOAD_SECONDS 60

static void print_diags(const struct conf *conf, const struct process_start *start,
			bool own_shape)
{
	struct own_style style = conf_own_style(conf, start->environment);
	char line[PATH_MAX + 2048];
	size_t count;
	const struct conf_diag *diags = conf_diags(conf, &count);

	if (!own_shape || style.shape != OWN_JSON) {
		conf_print_diags(conf, stderr);
		return;
	}
	die_style(style, false);
	for (size_t i = 0; i < count; i++) {
		conf_diag_line(&diags[i], line, sizeof line);
		warn_as(diags[i].warning ? OWN_WARNING : OWN_ERROR, "%s", line);
	}
}

int load_config(const struct process_start *start, const struct load_options *options,
		struct conf **ret)
{
	struct conf_source source = {
		.path = options->file ? options->file : "command line",
		.environment = start->environment,
		.sets = options->set_count ? options->sets : NULL,
		.open = config_open,
		.no_file = !options->file,
	};

	if (options->file && strcmp(options->file, "-") == 0) {
		/* conf_load() closes the copy; descriptor 0 stays open. */
		int fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
		source.path = "standard input";
		source.file = fd < 0 ? NULL : fdopen(fd, "r");
		if (!source.file) {
			warn_as(OWN_ERROR, "cannot read standard input: %s",
				strerror(errno));
			return -EBADF;
		}
	}
	/* The file may be on a slow file system, or be a pipe that is never closed. */
	if (options->file)
		process_start_allow_signals(start);
	if (options->file && strcmp(options->file, "-") != 0)
		process_start_deadline(LOAD_SECONDS, options->file, options->late_code);
	int err = conf_load(&source, ret);
	if (options->file) {
		process_start_deadline(0, NULL, 0);
		process_start_block_again();
	}
	if (*ret)
		print_diags(*ret, start, options->own_shape);
	else
		warn_as(OWN_ERROR, "cannot load %s: %s", source.path, strerror(-err));
	return err < 0 || conf_errors(*ret) > 0;
}
