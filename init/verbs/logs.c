/* init/verbs/logs.c - runs `ctinit logs`: shows the last lines of services. */
#include "conf/base/exits.h"
#include "conf/base/number.h"
#include "conf/base/timestamp.h"
#include "init/client/log_printer.h"
#include "init/verbs/print_line.h"
#include "init/verbs/request.h"
#include "init/verbs/unit_list.h"
#include "init/verbs/usage.h"

#include <poll.h>
#include <string.h>

#define PAUSE_MSEC 200 /* before we connect again */

static struct client_request request;

/* Where we are, for a second connection. */
static struct {
	struct log_printer *printer;
	int64_t at_ms;  /* of the last line */
	unsigned count; /* lines with that time that we have had */
	unsigned skip;  /* lines with that time that come once more */
} place;

/* Returns true if an earlier connection has had the line. */
static bool is_repeated(const struct json_object *line)
{
	int64_t at_ms = json_number(line, "at_ms", 0);

	if (at_ms == place.at_ms && place.skip > 0) {
		place.skip--;
		return true;
	}
	place.count = at_ms == place.at_ms ? place.count + 1 : 1;
	place.at_ms = at_ms;
	place.skip = 0;
	return false;
}

static void on_line(void *data, const struct json_object *line)
{
	const char *type = json_text(line, "type");

	(void)data;
	if (strcmp(type, "line") == 0 && !is_repeated(line))
		log_printer_line(place.printer, line, 0);
	else if (strcmp(type, "message") == 0)
		print_line(stderr, "ctinit logs: %s", json_text(line, "text"));
	fflush(stdout);
}

/* Asks for all units, so that a name has the same colour in all outputs. */
static void learn_names(struct log_printer *printer, const struct client_options *options)
{
	struct unit_list list = { .count = 0 };

	request_begin(&request, &verb_logs, options, "status");
	request.on_line = unit_list_line;
	request.data = &list;
	if (request_send_quietly(&request) == CTINIT_EXIT_OK)
		for (size_t i = 0; i < list.count; i++)
			log_printer_add(printer, list.units[i].name);
	unit_list_done(&list);
}

/* Adds the options -f, -n and --since. Returns 0, or CTINIT_EXIT_USAGE. */
static int add_options(const struct client_options *options)
{
	int64_t count;
	msec since;

	if (options->follow)
		request_add(&request, "-f");
	if (options->lines) {
		if (!number_parse(options->lines, &count))
			return verb_usage(&verb_logs, "-n must be a number, not \"%s\"",
					  options->lines);
		request_add(&request, "-n");
		request_add(&request, options->lines);
	}
	if (options->since) {
		if (!number_parse_msec(options->since, &since))
			return verb_usage(&verb_logs,
					  "--since must be a time such as 5m, not \"%s\"",
					  options->since);
		snprintf(request.numbers[0], sizeof request.numbers[0], "--since=%lld",
			 (long long)timestamp_now() / 1000 - since);
		request_add(&request, request.numbers[0]);
	}
	return 0;
}

static int send_request(const struct client_options *options)
{
	request_add_operands(&request, 0);
	request.on_line = on_line;
	request.may_end = options->follow;
	return request_send(&request);
}

/* A logger that was killed or replaced has dropped us; the next one still has the lines. */
static int follow_again(const struct client_options *options)
{
	poll(NULL, 0, PAUSE_MSEC);
	print_line(stderr, "ctinit logs: the logger was replaced; connecting again");
	request_begin(&request, &verb_logs, options, "logs");
	request_add(&request, "-f");
	place.skip = place.count;
	snprintf(request.numbers[0], sizeof request.numbers[0], "--since=%lld",
		 (long long)place.at_ms);
	request_add(&request, request.numbers[0]);
	return send_request(options);
}

static int logs_run(const struct process_start *start, int argc, char **argv)
{
	struct client_options options;
	struct screen screen;
	struct log_printer printer = { .screen = &screen };
	int code = client_options_read(start, &verb_logs, argv, &options);

	(void)argc;
	if (code != 0)
		return code;
	screen_init(&screen, stdout);
	printer.times = options.times;
	if (!options.json)
		learn_names(&printer, &options);
	place.printer = &printer;
	place.at_ms = (int64_t)timestamp_now() / 1000;
	request_begin(&request, &verb_logs, &options, "logs");
	code = add_options(&options);
	if (code == 0)
		code = send_request(&options);
	while (code == 0 && request.ended)
		code = follow_again(&options);
	log_printer_done(&printer);
	return code;
}

static const struct verb_option logs_options[] = {
	CLIENT_FLAG("--follow", 'f', follow, "Continue with each new line, until ^C."),
	CLIENT_VALUE("--lines", 'n', "N", lines, "Only the last N lines of each service."),
	CLIENT_VALUE("--since", 's', "TIME", since,
		     "Only lines of the last TIME, such as 5m."),
	CLIENT_FLAG("--times", 't', times, "Begin each line with its time of day."),
	CLIENT_JSON,
	CLIENT_PLACES,
};

const struct verb verb_logs = {
	.name = "logs",
	.usage = "[-f] [-n N] [--since TIME] [--times] [NAME]...",
	.summary = "Show the last lines that services wrote, as far as the logger keeps "
		   "them in "
		   "memory, also those that the console does not show.",
	.options = logs_options,
	.run = logs_run,
};
