/* init/verbs/health.c - runs `ctinit health`: for HEALTHCHECK and probes.
 *
 * Engines call it every few seconds, so it does no more than one request. */
#include "conf/base/clock.h"
#include "conf/base/exits.h"
#include "init/verbs/print_line.h"
#include "init/verbs/request.h"
#include "init/verbs/usage.h"

#include <stdio.h>

#define ANSWER_MS SECONDS(5) /* after it the init counts as silent */

static int health_run(const struct process_start *start, int argc, char **argv)
{
	static struct client_request request;
	struct client_options options;
	int code = client_options_read(start, &verb_health, argv, &options);

	(void)argc;
	if (code == 0 && options.ready && options.live)
		code = verb_usage(&verb_health, "--ready and --live exclude each other");
	if (code != 0)
		return code;
	options.target.no_wait = true;
	request_begin(&request, &verb_health, &options, "health");
	if (options.live)
		request_add(&request, "--live");
	request_add_operands(&request, 0);
	request.limit = ANSWER_MS;
	code = request_send(&request);
	if (request.silent)
		print_line(stderr, "ctinit health: %s", request.error);
	if (code == CTINIT_EXIT_OK)
		puts("ok");
	return code;
}

static const struct verb_option health_options[] = {
	CLIENT_FLAG("--ready", 0, ready,
		    "All that shall run are ready and healthy (the default). A finished "
		    "task "
		    "is fine, a service that starts is not."),
	CLIENT_FLAG("--live", 0, live,
		    "The init answers, and no service has failed or is unhealthy."),
	CLIENT_PLACES,
};

const struct verb verb_health = {
	.name = "health",
	.usage = "[--ready | --live] [NAME]...",
	.summary = "Say whether the services are well, for a HEALTHCHECK or a probe: exit "
		   "code 0 if they are, 1 with the reason if not, 4 if no init answers "
		   "within 5 s.",
	.options = health_options,
	.run = health_run,
};
