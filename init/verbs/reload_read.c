/* init/verbs/reload_read.c - reads the file of `ctinit run` again for a reload. */
#include "init/verbs/reload_read.h"

#include "conf/conf.h"
#include "init/handoff/config_reader.h"
#include "init/handoff/handoff.h"
#include "init/runtime/die.h"
#include "init/sys/process_start.h"
#include "init/verbs/run_load.h"
#include "init/verbs/run_options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Reports changed keys of [container]. They have no effect: a reload does not change the
 * container. */
static void report_container_changes(const struct conf *first, const struct conf *now)
{
	enum conf_key keys[64];
	size_t count = conf_diff_keys(conf_container(first), conf_container(now), keys,
				      ARRAY_LEN(keys));

	for (size_t i = 0; i < count && i < ARRAY_LEN(keys); i++)
		warn_as(OWN_ERROR,
			"reload: [container] %s has changed: that needs a new "
			"start of the container",
			conf_key_info(keys[i])->name);
}

static int make_handoff(const struct conf *conf)
{
	static const struct handoff unused;
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);
	int fd = -ENOMEM;

	if (stream)
		conf_print(conf, stream, false);
	if (stream && fclose(stream) == 0)
		fd = handoff_make(&unused, text, size);
	free(text);
	if (fd < 0)
		warn_as(OWN_ERROR, "reload: cannot make a memory file (memfd_create): %s",
			strerror(-fd));
	return fd;
}

int reload_read(void *context, struct reload_info *info)
{
	struct reload_context *reload = context;
	struct run_options *options = reload->options;
	struct conf *conf = NULL;
	int fd = -1;

	/* In place, PID 1 reads our lines and prints them in its own style. */
	if (!reload->in_container)
		die_style((struct own_style){ .shape = OWN_EARLY }, false);
	options->load.own_shape = reload->in_container;
	if (strcmp(options->load.file, "-") == 0)
		warn_as(OWN_ERROR, "standard input cannot be read again");
	else if (run_load(reload->start, options, &conf) == 0) {
		if (reload->in_container)
			report_container_changes(reload->first, conf);
		if (info)
			runtime_reload_info(conf, reload->start->environment, info);
		fd = make_handoff(conf);
	}
	conf_free(conf);
	return fd;
}
