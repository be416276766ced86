/* init/verbs/shutdown.c - runs `ctinit shutdown`: ends the container. */
#include "conf/base/exits.h"
#include "conf/base/number.h"
#include "init/verbs/event_line.h"
#include "init/verbs/request.h"
#include "init/verbs/usage.h"

#define CODE_MAX 255

static int shutdown_run(const struct process_start *start, int argc, char **argv)
{
	static struct client_request request;
	struct client_options options;
	struct screen screen;
	int64_t number;
	int code = client_options_read(start, &verb_shutdown, argv, &options);

	(void)argc;
	if (code == 0 && (options.count > 1 || (options.count == 1 &&
						(!number_parse(options.words[0], &number) ||
						 number > CODE_MAX))))
		code = verb_usage(&verb_shutdown, "CODE must be one number from 0 to %d",
				  CODE_MAX);
	if (code != 0)
		return code;
	request_begin(&request, &verb_shutdown, &options, "shutdown");
	request_add_operands(&request, 0);
	screen_init(&screen, stdout);
	request.on_line = event_line_print_short;
	request.data = &screen;
	request.may_end = true;
	return request_send(&request);
}

static const struct verb_option shutdown_options[] = { CLIENT_JSON, CLIENT_PLACES };

const struct verb verb_shutdown = {
	.name = "shutdown",
	.usage = "[CODE]",
	.summary =
		"Stop all services in order and end the container with exit code CODE, 0 "
		"without it. Shows the services that stop, and returns when the "
		"container has ended.",
	.options = shutdown_options,
	.run = shutdown_run,
};
