/* init/verbs/events.c - runs `ctinit events`: shows the changes of states. */
#include "conf/base/exits.h"
#include "init/verbs/event_line.h"
#include "init/verbs/request.h"

static int events_run(const struct process_start *start, int argc, char **argv)
{
	static struct client_request request;
	struct client_options options;
	struct screen screen;
	int code = client_options_read(start, &verb_events, argv, &options);

	(void)argc;
	if (code != 0)
		return code;
	request_begin(&request, &verb_events, &options, "events");
	if (options.follow)
		request_add(&request, "-f");
	request_add_operands(&request, 0);
	screen_init(&screen, stdout);
	request.on_line = event_line_print;
	request.data = &screen;
	request.may_end = options.follow;
	return request_send(&request);
}

static const struct verb_option events_options[] = {
	CLIENT_FLAG("--follow", 'f', follow, "Continue with each new change, until ^C."),
	CLIENT_JSON,
	CLIENT_PLACES,
};

const struct verb verb_events = {
	.name = "events",
	.usage = "[-f] [--json] [NAME]...",
	.summary = "Show the last changes of states, with their times and reasons.",
	.options = events_options,
	.run = events_run,
};
