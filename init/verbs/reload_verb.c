/* init/verbs/reload_verb.c - runs `ctinit reload`: the configuration, or single services. */
#include "conf/base/exits.h"
#include "init/verbs/event_line.h"
#include "init/verbs/request.h"
#include "init/verbs/usage.h"

static int reload_run(const struct process_start *start, int argc, char **argv)
{
	static struct client_request request;
	struct client_options options;
	struct screen screen;
	int code = client_options_read(start, &verb_reload, argv, &options);

	(void)argc;
	if (code == 0 && options.dry_run && options.count > 0)
		code = verb_usage(&verb_reload, "--dry-run is for the whole configuration");
	if (code != 0)
		return code;
	request_begin(&request, &verb_reload, &options, "reload");
	if (options.dry_run)
		request_add(&request, "--dry-run");
	request_add_operands(&request, 0);
	screen_init(&screen, stdout);
	request.on_line = event_line_print_short;
	request.data = &screen;
	return request_send(&request);
}

static const struct verb_option reload_options[] = {
	CLIENT_FLAG("--dry-run", 'd', dry_run, "Change nothing; only show the changes."),
	CLIENT_JSON,
	CLIENT_PLACES,
};

const struct verb verb_reload = {
	.name = "reload",
	.usage = "[--dry-run | NAME...]",
	.summary =
		"Read the configuration again and apply what has changed. With NAME, only "
		"carry out the key reload of these services.",
	.options = reload_options,
	.run = reload_run,
};
