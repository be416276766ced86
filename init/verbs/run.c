/* init/verbs/run.c - `ctinit run`: which of its three ways is it?
 *
 * A new container (init/runtime), the init of the one we are in, or a subreaper in
 * somebody else's (both init/pid1). */
#include "conf/base/exits.h"
#include "conf/conf.h"
#include "init/handoff/handoff.h"
#include "init/pid1/pid1.h"
#include "init/runtime/die.h"
#include "init/runtime/runtime.h"
#include "init/sys/process_start.h"
#include "init/verbs/load.h"
#include "init/verbs/verbs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct run_options {
	struct source_options source;
	struct runtime_options outside;
	char **command;   /* after --; NULL: none */
	char **arguments; /* after the file, up to the end; NULL: none */
};

/* One word in front of `--`. 0, or an exit code. */
static int take_word(struct run_options *options, int argc, char **argv, int *at)
{
	const char *word = argv[*at];
	bool missing;

	if (source_take_set(&options->source, argc, argv, at, &missing))
		return missing ? verb_usage("run", "--set wants SECTION.KEY=VALUE") : 0;
	if (strncmp(word, "--rootfs=", 9) == 0) {
		options->outside.rootfs = word + 9;
	} else if (strcmp(word, "--rootfs") == 0) {
		if (*at + 1 >= argc)
			return verb_usage("run", "--rootfs wants a directory");
		options->outside.rootfs = argv[++*at];
	} else if (strcmp(word, "--container") == 0) {
		options->outside.where = RUNTIME_CONTAINER;
	} else if (strcmp(word, "--in-place") == 0) {
		options->outside.where = RUNTIME_IN_PLACE;
	} else if (strcmp(word, "-q") == 0 || strcmp(word, "--quiet") == 0) {
		options->outside.verbosity = -1;
	} else if (strcmp(word, "-v") == 0 || strcmp(word, "--verbose") == 0) {
		options->outside.verbosity = 1;
	} else if (word[0] == '-' && word[1] != '\0') {
		return verb_usage("run", "no option \"%s\"", word);
	} else {
		options->source.file = word;
	}
	return 0;
}

static int parse(int argc, char **argv, struct run_options *options)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--") == 0) {
			options->command = argv + i + 1;
			options->outside.command = true;
			if (!argv[i + 1])
				return verb_usage("run", "which command, after --?");
			break;
		}
		if (options->source.file) {
			options->arguments = argv + i;
			break;
		}
		int code = take_word(options, argc, argv, &i);
		if (code)
			return code;
	}
	if (options->outside.rootfs && options->outside.rootfs[0] == '\0')
		return verb_usage("run", "--rootfs wants a directory, not an empty word");
	if (options->outside.rootfs && options->outside.where == RUNTIME_IN_PLACE)
		return verb_usage("run", "--in-place makes no container, --rootfs does");
	return options->source.file || options->command
		       ? 0
		       : verb_usage("run", "which FILE, or which -- CMD?");
}

static void tell(const char *what, int err, const char *why, const struct conf *conf)
{
	if (why[0] != '\0')
		warn_as(OWN_ERROR, "%s: %s", what, why);
	else if (err == -EINVAL && conf)
		conf_print_diags(conf, stderr);
	else
		warn_as(OWN_ERROR, "%s: %s", what, strerror(-err));
}

/* Load what is to be run: the file's services, or a command in their place. */
static int load(const struct process_start *start, struct run_options *options,
		struct conf **ret)
{
	struct conf *base = NULL;
	char why[256] = "";
	int err = source_load(start, &options->source, &base);

	*ret = base;
	if (err && options->source.file && source_is_command(options->source.file))
		warn_as(OWN_ERROR,
			"%s is taken for a file of services; to run a command: "
			"ctinit run -- %s ...",
			options->source.file, options->source.file);
	if (err || (!options->command && !options->arguments))
		return err;
	if (options->command)
		err = conf_load_command(base, options->command, ret);
	else
		err = conf_load_arguments(base, options->arguments, ret,
					  &options->outside.command, &TEXT(why));
	if (*ret != base)
		conf_free(base);
	if (err)
		tell(options->command ? "cannot prepare the command"
				      : "cannot use the words after the file",
		     err, why, *ret);
	return err;
}

/* ---- the file, once more ---- */

struct again {
	const struct process_start *start;
	struct run_options *options;
	const struct conf *conf; /* the first reading */
	bool container;
};

/* What a container is made of is made once. */
static void tell_container(const struct conf *old, const struct conf *now)
{
	enum conf_key keys[64];
	size_t count = conf_diff_keys(conf_container(old), conf_container(now), keys,
				      ARRAY_LEN(keys));

	for (size_t i = 0; i < count && i < ARRAY_LEN(keys); i++)
		warn_as(OWN_ERROR,
			"reload: [container] %s has changed: that needs a new "
			"start of the container",
			conf_key_info(keys[i])->name);
}

static int hand_over(const struct conf *conf)
{
	static const struct handoff nothing;
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);
	int fd = -ENOMEM;

	if (stream)
		conf_print(conf, stream, false);
	if (stream && fclose(stream) == 0)
		fd = handoff_make(&nothing, text, size);
	free(text);
	if (fd < 0)
		warn_as(OWN_ERROR, "reload: cannot make a memory file (memfd_create): %s",
			strerror(-fd));
	return fd;
}

static int read_again(void *context, struct reload_info *news)
{
	struct again *again = context;
	struct conf *conf = NULL;
	int fd = -1;

	/* In place, PID 1 reads what we print and writes it in the right shape. */
	if (!again->container)
		die_style((struct own_style){ .shape = OWN_EARLY }, false);
	again->options->source.runs = again->container;
	if (strcmp(again->options->source.file, "-") == 0)
		warn_as(OWN_ERROR, "standard input cannot be read again");
	else if (load(again->start, again->options, &conf) == 0) {
		if (again->container)
			tell_container(again->conf, conf);
		if (news)
			runtime_reload_info(conf, again->start->environment, news);
		fd = hand_over(conf);
	}
	conf_free(conf);
	return fd;
}

/* The working directory may be another by then; links are followed anew each time, they
 * are how a ConfigMap changes. Not freed: as long as we live. */
static void make_absolute(struct source_options *source)
{
	char *directory, *path;

	if (!source->file || source->file[0] == '/' || strcmp(source->file, "-") == 0)
		return;
	directory = getcwd(NULL, 0);
	if (directory && asprintf(&path, "%s/%s", directory, source->file) > 0)
		source->file = path;
	free(directory);
}

/* A container where one is wanted and can be made, else in place. */
static int run(const struct process_start *start, struct conf *conf,
	       struct run_options *options)
{
	struct again context = { start, options, conf, true };
	const struct config_reader again = { read_again, &context };
	const struct config_reader none = { NULL, NULL };
	struct own_style style = conf_own_style(conf, start->environment);

	if (style.shape == OWN_JSON)
		die_style(style, false);
	options->outside.again = options->source.file ? &again : NULL;
	if (runtime_wants_container(conf, &options->outside)) {
		int code = runtime_run(start, conf, &options->outside);

		if (code != RUNTIME_REFUSED)
			return code;
	}
	context.container = false;
	return pid1_run_in_place(start, conf, options->outside.verbosity,
				 options->outside.command,
				 options->source.file ? &again : &none);
}

int cmd_run(const struct process_start *start, int argc, char **argv)
{
	struct run_options options = {
		.source.sets = calloc((size_t)argc + 1, sizeof *options.source.sets),
		.source.late_code = CTINIT_EXIT_SETUP,
		.outside.verbosity = 2,
		.source.runs = true,
	};
	struct conf *conf = NULL;

	if (!options.source.sets)
		return CTINIT_EXIT_SETUP;
	int code = parse(argc, argv, &options);
	if (code == 0 && load(start, &options, &conf))
		code = CTINIT_EXIT_SETUP;
	options.outside.file = options.source.file;
	make_absolute(&options.source);
	if (options.outside.command && options.outside.verbosity > 1)
		options.outside.verbosity = -1; /* what is seen is the command's own */
	if (code == 0)
		code = run(start, conf, &options);
	conf_free(conf);
	free(options.source.sets);
	return code;
}
