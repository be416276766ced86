/* init/verbs/manage.c - runs the verbs that change services and wait for the outcome: start,
 * stop, restart, wait, enable, disable, signal and scale. */
#include "conf/base/exits.h"
#include "conf/base/signal_names.h"
#include "init/verbs/event_line.h"
#include "init/verbs/last_lines.h"
#include "init/verbs/request.h"
#include "init/verbs/usage.h"

#include <string.h>

static struct client_request request;

/* Sends the request, prints the changes of states, and after a failure the last lines of
 * the services, which are the operands from `first` on. */
static int manage_services(size_t first)
{
	struct screen out, err;
	int code;

	screen_init(&out, stdout);
	request.on_line = event_line_print_short;
	request.data = &out;
	code = request_send(&request);
	screen_init(&err, stderr);
	if (code == CTINIT_EXIT_FAILED || code == CTINIT_EXIT_TIMED_OUT)
		last_lines_print(request.verb, request.options, first, &err);
	return code;
}

/* Begins the request of the verb. Returns 0, or the exit code if a NAME is missing. */
static int begin_request(const struct verb *verb, struct client_options *options,
			 size_t operands)
{
	if (options->count < operands)
		return verb_usage(verb, operands > 1 ? "an argument is missing"
						     : "NAME is missing");
	request_begin(&request, verb, options, verb->name);
	return request_add_timeout(&request);
}

static int run_names(const struct process_start *start, const struct verb *verb,
		     char **argv)
{
	struct client_options options;
	char states[128];
	int code = client_options_read(start, verb, argv, &options);

	if (code == 0)
		code = begin_request(verb, &options, 1);
	if (code != 0)
		return code;
	if (options.states) {
		snprintf(states, sizeof states, "--for=%s", options.states);
		request_add(&request, states);
	}
	request_add_operands(&request, 0);
	return manage_services(0);
}

static const struct verb_option names_options[] = { CLIENT_TIMEOUT, CLIENT_JSON,
						    CLIENT_PLACES };

/* clang-format off */
#define NAMES_VERB(verb_name, table, usage_text, text)                                      \
	static int verb_name##_run(const struct process_start *start, int argc, char **argv) \
	{                                                                                   \
		(void)argc;                                                                 \
		return run_names(start, &verb_##verb_name, argv);                           \
	}                                                                                   \
	const struct verb verb_##verb_name = { .name = #verb_name, .usage = usage_text,     \
					       .summary = text, .options = table,           \
					       .run = verb_name##_run };

NAMES_VERB(start, names_options, "[--timeout TIME] NAME...",
	   "Start services, first those that they need, and wait until they are ready.")
NAMES_VERB(stop, names_options, "[--timeout TIME] NAME...",
	   "Stop services, first those that need them, and wait until they have stopped. "
	   "They stay down until start or restart.")
NAMES_VERB(restart, names_options, "[--timeout TIME] NAME...",
	   "Stop and start services, and wait until they are ready.")
NAMES_VERB(enable, names_options, "NAME...",
	   "Let services that were disabled start again. This starts nothing.")
NAMES_VERB(disable, names_options, "NAME...",
	   "Stop services, and refuse every start of them until enable, also after a reload.")

static const struct verb_option wait_options[] = {
	CLIENT_VALUE("--for", 0, "STATE,...", states,
		     "The states to wait for: up, ready, done, down, failed, unhealthy and "
		     "others of status. Without it: ready or done."),
	CLIENT_TIMEOUT, CLIENT_JSON, CLIENT_PLACES
};
NAMES_VERB(wait, wait_options, "[--for STATE,...] [--timeout TIME] NAME...",
	   "Wait until services are ready, done, or in another state. The exit code is 1 as "
	   "soon as that cannot happen any more, and 5 after the time.")
/* clang-format on */

static int signal_run(const struct process_start *start, int argc, char **argv)
{
	struct client_options options;
	int code = client_options_read(start, &verb_signal, argv, &options);

	(void)argc;
	if (code == 0)
		code = begin_request(&verb_signal, &options, 2);
	if (code != 0)
		return code;
	if (signal_parse(options.words[0]) < 0)
		return verb_usage(&verb_signal, "\"%s\" is no signal", options.words[0]);
	request_add_operands(&request, 0);
	return manage_services(1);
}

const struct verb verb_signal = {
	.name = "signal",
	.usage = "SIGNAL NAME...",
	.summary = "Send a signal, such as HUP or USR1, to the main processes of services.",
	.options = names_options + 1,
	.run = signal_run,
};

static int scale_run(const struct process_start *start, int argc, char **argv)
{
	struct client_options options;
	int code = client_options_read(start, &verb_scale, argv, &options);

	(void)argc;
	if (code == 0 && options.count > 2)
		code = verb_usage(&verb_scale, "one NAME at a time");
	if (code == 0)
		code = begin_request(&verb_scale, &options, 2);
	if (code != 0)
		return code;
	request_add_operands(&request, 0);
	options.count = 1;
	return manage_services(0);
}

const struct verb verb_scale = {
	.name = "scale",
	.usage = "[--timeout TIME] NAME N",
	.summary = "Run N instances of a service: start those that are missing, with what "
		   "they need, or stop those that are too many. Later reloads keep the "
		   "number and say so, until the number in the file is changed.",
	.options = names_options,
	.run = scale_run,
};
