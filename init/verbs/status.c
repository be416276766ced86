/* init/verbs/status.c - runs `ctinit status`: shows the container and its services. */
#include "init/verbs/status_view.h"

#include "conf/base/clock.h"
#include "conf/base/exits.h"
#include "init/verbs/last_lines.h"
#include "init/verbs/print_line.h"
#include "init/verbs/request.h"
#include "init/verbs/unit_list.h"

#include <string.h>
#include <time.h>

#define WATCH_SECONDS 1

static struct client_request request;
static struct unit_list list;

/* Asks for the units of the command line. Returns the exit code. */
static int ask_status(const struct client_options *options, bool usage, msec limit)
{
	request_begin(&request, &verb_status, options, "status");
	if (usage)
		request_add(&request, "--usage");
	request_add_operands(&request, 0);
	request.on_line = unit_list_line;
	request.data = &list;
	request.limit = limit;
	return request_send(&request);
}

static void print_once(const struct client_options *options, const struct screen *screen)
{
	bool whole = options->count == 1 && list.count == 1;

	if (whole) {
		status_print_unit(&list.units[0], screen);
		last_lines_print(&verb_status, options, 0, screen);
		return;
	}
	status_print_container(&list, screen);
	status_print_table(&list, screen);
}

/* Shows the status again and again, on a terminal that can move the cursor in one place. */
static int watch(struct client_options *options)
{
	msec answered = clock_now();
	struct screen screen;
	int code;

	options->target.no_wait = true; /* for a place among the clients of the init */
	for (;;) {
		screen_init(&screen, stdout);
		code = ask_status(options, options->usage, REQUEST_LIST_MS);
		if (request.silent) {
			print_line(stderr, "ctinit status: no answer for %lld s",
				   (long long)(clock_now() - answered) / 1000);
			unit_list_done(&list);
			nanosleep(&(struct timespec){ WATCH_SECONDS, 0 }, NULL);
			continue;
		}
		answered = clock_now();
		if (code != CTINIT_EXIT_OK)
			return code;
		if (!options->json) {
			fputs(screen.smart ? "\033[H\033[2J" : "", stdout);
			print_once(options, &screen);
		}
		fflush(stdout);
		unit_list_done(&list);
		nanosleep(&(struct timespec){ WATCH_SECONDS, 0 }, NULL);
	}
}

static int status_run(const struct process_start *start, int argc, char **argv)
{
	struct client_options options;
	struct screen screen;
	int code = client_options_read(start, &verb_status, argv, &options);

	(void)argc;
	if (code == 0 && options.watch)
		return watch(&options);
	if (code == 0)
		code = ask_status(&options, options.usage || options.count == 1, 0);
	screen_init(&screen, stdout);
	if (code == 0 && !options.json)
		print_once(&options, &screen);
	unit_list_done(&list);
	return code;
}

static const struct verb_option status_options[] = {
	CLIENT_JSON,
	CLIENT_FLAG("--watch", 'w', watch, "Show it again every second, until ^C."),
	CLIENT_FLAG("--usage", 'u', usage,
		    "Also show processes, memory, processor time, and zombies."),
	CLIENT_PLACES,
};

const struct verb verb_status = {
	.name = "status",
	.usage = "[--json] [--watch] [--usage] [NAME]...",
	.summary =
		"Show what each service does: state, since when, pid, restarts, how long "
		"it took to become ready, why it waits, is skipped, failed or will "
		"restart. With one NAME, show all that is known about it, with the last "
		"lines that it wrote.",
	.options = status_options,
	.run = status_run,
};
