/* init/verbs/wait_for_verb.c - runs `ctinit wait-for`: waits until something answers. Needs
 * no running init. */
#include "conf/base/clock.h"
#include "conf/base/exits.h"
#include "conf/base/number.h"
#include "init/verbs/blocking_probe.h"
#include "init/verbs/client_options.h"
#include "init/verbs/print_line.h"
#include "init/verbs/usage.h"

#include <string.h>
#include <time.h>

/* As for the key wait-for: supervisor/probe/wait_for.c, and the limit of one probe. */
#define PAUSE_MIN   ((msec)50)
#define PAUSE_MAX   SECONDS(1)
#define PROBE_LIMIT SECONDS(5)

/* Repeats the probe until it passes. Returns the exit code. A `deadline` of 0 is none. */
static int wait_for_target(const struct probe_target *target, msec deadline)
{
	msec pause = PAUSE_MIN, limit = PROBE_LIMIT;
	char why[128] = "";

	for (;;) {
		msec left = deadline > 0 ? deadline - clock_now() : PROBE_LIMIT;

		limit = left < PROBE_LIMIT ? left : PROBE_LIMIT;
		if (blocking_probe(target, limit > 0 ? limit : 0, &TEXT(why)))
			return CTINIT_EXIT_OK;
		if (deadline > 0 && clock_now() + pause >= deadline) {
			print_line(stderr, "ctinit wait-for: %s: not in time: %s",
				   target->word, why);
			return CTINIT_EXIT_TIMED_OUT;
		}
		nanosleep(&(struct timespec){ pause / 1000, pause % 1000 * 1000000 }, NULL);
		pause = pause * 2 < PAUSE_MAX ? pause * 2 : PAUSE_MAX;
	}
}

/* Parses the probe that begins at words[i]. exec: has all words after it. */
static int parse_probe(const struct client_options *options, size_t i,
		       struct probe_target *ret)
{
	static char memory[65536];
	struct conf_scratch scratch = { memory, sizeof memory, 0 };
	const char *word = options->words[i], *rest;
	enum conf_ready_kind kind;

	if (!conf_wait_for(word, &kind, &rest) || !probe_is_valid(kind, rest) ||
	    probe_target_parse(ret, options->words + i, options->count - i, &scratch) < 0)
		return verb_usage(&verb_wait_for,
				  "\"%s\" is no probe: write tcp:HOST:PORT, unix:PATH, "
				  "http://HOST[:PORT][/PATH], file:PATH or exec:CMD ARGS",
				  word);
	return 0;
}

static int wait_for_run(const struct process_start *start, int argc, char **argv)
{
	struct client_options options;
	struct probe_target target;
	int code = client_options_read(start, &verb_wait_for, argv, &options);
	msec deadline = 0;

	(void)argc;
	if (code == 0 && options.count == 0)
		code = verb_usage(&verb_wait_for, "PROBE is missing");
	if (code == 0 && options.timeout && !number_parse_msec(options.timeout, &deadline))
		code = verb_usage(&verb_wait_for, "--timeout must be a time such as 30s");
	if (deadline > 0)
		deadline += clock_now();
	for (size_t i = 0; code == 0 && i < options.count; i++) {
		code = parse_probe(&options, i, &target);
		if (code == 0)
			code = wait_for_target(&target, deadline);
		if (strncmp(options.words[i], "exec:", 5) == 0)
			break;
	}
	return code;
}

static const struct verb_option wait_for_options[] = {
	CLIENT_VALUE("--timeout", 't', "TIME", timeout,
		     "Give up after this time, such as 30s, with exit code 5."),
	{ .name = NULL },
};

const struct verb verb_wait_for = {
	.name = "wait-for",
	.usage = "[--timeout TIME] PROBE...",
	.summary = "Wait until each PROBE passes: tcp:HOST:PORT, unix:PATH, "
		   "http://HOST[:PORT][/PATH], file:PATH or exec:CMD ARGS, as in the key "
		   "wait-for. Needs no running init.",
	.options = wait_for_options,
	.run = wait_for_run,
};
