/* tests/unit/docs/pages_test.c - compares docs/states.md and docs/exit-codes.md with the
 * code. With the name of a page as argument, prints that page (`make pages`). */
#include "conf/base/base.h"
#include "conf/base/exits.h"
#include "supervisor/child/event_command.h"
#include "supervisor/core/machine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

static const char warning[] =
	"<!-- Printed from the code by `make pages`: do not edit. -->\n";

/* Returns a name in the code as words: "died again" for DIED_AGAIN. */
static const char *lower(const char *name)
{
	static char text[32];
	size_t i = 0;

	for (; name[i] && i < sizeof(text) - 1; i++)
		text[i] = (char)(name[i] == '_' ? ' ' : name[i] | 0x20);
	text[i] = '\0';
	return text;
}

static const char *order_word(enum core_order_kind order)
{
#define X(name, meaning) #name,
	static const char *const names[] = { SVC_ORDERS(X) };
#undef X
	return names[order];
}

/* Prints one arrow for all events that lead from one state to another. */
static void arrow(FILE *out, enum svc_state from, enum svc_state to)
{
	int count = 0;

	for (unsigned e = 0; e < SVC_EVENT_COUNT; e++) {
		struct svc_move move = svc_next(from, (enum svc_event)e);

		if (!move.known || move.to != to ||
		    (from == to && move.order == ORDER_NOTHING))
			continue;
		if (count++ == 0)
			fprintf(out, "    %s --> %s: ", svc_state_word(from),
				svc_state_word(to));
		else
			fprintf(out, ", ");
		fprintf(out, "%s", lower(svc_event_word((enum svc_event)e)));
	}
	if (count)
		fprintf(out, "\n");
}

static void picture(FILE *out)
{
	fprintf(out, "```mermaid\nstateDiagram-v2\n    [*] --> %s\n    [*] --> %s\n",
		svc_state_word(SVC_DOWN), svc_state_word(SVC_SKIPPED));
	for (unsigned from = 0; from < SVC_STATE_COUNT; from++)
		for (unsigned to = 0; to < SVC_STATE_COUNT; to++)
			arrow(out, (enum svc_state)from, (enum svc_state)to);
	fprintf(out, "```\n");
}

static void cell(FILE *out, enum svc_state from, enum svc_event on)
{
	struct svc_move move = svc_next(from, on);

	if (!move.known)
		fprintf(out, "  |");
	else if (move.order == ORDER_NOTHING)
		fprintf(out, " %s |", move.to == from ? "=" : svc_state_word(move.to));
	else
		fprintf(out, " %s, %s |", svc_state_word(move.to),
			lower(order_word(move.order)));
}

static void transitions(FILE *out)
{
	fprintf(out, "| event |");
	for (unsigned s = 0; s < SVC_STATE_COUNT; s++)
		fprintf(out, " %s |", svc_state_word((enum svc_state)s));
	fprintf(out, "\n| --- |");
	for (unsigned s = 0; s < SVC_STATE_COUNT; s++)
		fprintf(out, " --- |");
	for (unsigned e = 0; e < SVC_EVENT_COUNT; e++) {
		fprintf(out, "\n| %s |", lower(svc_event_word((enum svc_event)e)));
		for (unsigned s = 0; s < SVC_STATE_COUNT; s++)
			cell(out, (enum svc_state)s, (enum svc_event)e);
	}
	fprintf(out, "\n");
}

static void page_states(FILE *out)
{
	fprintf(out,
		"# The life of a service\n\n%s\n"
		"Each service is in one of these states. `ctinit` reports each change on "
		"its error\n"
		"output; `kill -USR2` of PID 1 prints the state of every service.\n\n"
		"| state | a process | what it means |\n| --- | --- | --- |\n",
		warning);
#define X(name, word, process, meaning) \
	fprintf(out, "| %s | %s | %s |\n", word, process ? "yes" : "", meaning);
	SVC_STATES(X)
#undef X
	fprintf(out, "\n## The picture\n\n"
		     "An arrow is one step, with the events that cause it.\n\n");
	picture(out);
	fprintf(out, "\n## The events\n\n| event | what it means |\n| --- | --- |\n");
#define X(name, meaning) fprintf(out, "| %s | %s |\n", lower(#name), meaning);
	SVC_EVENTS(X)
#undef X
	fprintf(out, "\n## The table\n\n"
		     "All of supervisor/core/machine.c: the next state and the order that "
		     "follows. `=`\n"
		     "means that nothing changes. An event whose cell is empty cannot "
		     "happen in that\n"
		     "state; if it did, a line that begins with `bug:` would report it, "
		     "and the service\n"
		     "would keep its state.\n\n");
	transitions(out);
	fprintf(out, "\n");
#define X(name, meaning)  \
	if ((meaning)[0]) \
		fprintf(out, "- %s: %s\n", lower(#name), meaning);
	SVC_ORDERS(X)
#undef X
}

static void page_exit_codes(FILE *out)
{
	fprintf(out,
		"# Exit codes\n\n%s\n"
		"Every exit code of `ctinit` itself. The exit code of a service or a "
		"command is\n"
		"passed on as it is.\n\n"
		"| code | meaning |\n| --- | --- |\n",
		warning);
#define X(name, code, meaning) fprintf(out, "| %d | %s |\n", code, meaning);
	CTINIT_EXITS(X)
#undef X
	fprintf(out, "\n## How a container of services ends\n\n"
		     "The first cause counts. The last line on standard error names it, "
		     "and ctinit\n"
		     "writes the same line to /dev/termination-log if that file exists "
		     "([init]\ntermination-log), with the last lines of the service that "
		     "failed, "
		     "unless it is\nkilled itself (137).\n\n"
		     "| cause | code |\n| --- | --- |\n");
#define X(cause, code) fprintf(out, "| %s | %s |\n", cause, code);
	CTINIT_ENDS(X)
#undef X
}

static void page_events(FILE *out)
{
	fprintf(out,
		"# Events for a command\n\n%s\n"
		"`[init] on-event = COMMAND` runs a command for each of these events:\n\n"
		"| `CTINIT_EVENT` | when |\n| --- | --- |\n",
		warning);
#define X(name, word, meaning) fprintf(out, "| %s | %s |\n", word, meaning);
	CTINIT_EVENTS(X)
#undef X
	fprintf(out,
		"\nThe command has the user and the environment of ctinit, and these "
		"variables. On its\nstdin is the same as one JSON object in one line. A "
		"variable that has no value for an\nevent is not set.\n\n"
		"| variable | JSON | meaning |\n| --- | --- | --- |\n"
		"| `CTINIT_EVENT` | `event` | the event |\n"
		"| | `at_ms` | when it happened, in ms since 1970 |\n"
		"| `CTINIT_SERVICE` | `service` | the service, `web@2` for an instance, "
		"`setup NAME` for a setup |\n"
		"| `CTINIT_FROM`, `CTINIT_TO` | `from`, `to` | the [states](states.md) "
		"before and after |\n"
		"| `CTINIT_REASON` | `reason` | why, as in ctinit's own lines |\n"
		"| `CTINIT_CODE` | `code` | the exit code, 128+N for signal N |\n"
		"\n- One command runs at a time. After %u s it is killed, with its process "
		"group.\n"
		"- %u events wait for it. Further ones are dropped; their number is "
		"reported.\n"
		"- What it prints goes to ctinit's stderr. A failure is reported, at most "
		"once in 10 s.\n"
		"- It delays no service. A requested end of the container does not wait "
		"for "
		"it: what\n  it has not got by then is counted and reported. If a failure "
		"ends the container,\n  it has 2 s for the last events.\n",
		(unsigned)(EVENT_TIMEOUT / 1000), EVENT_QUEUE);
}

struct page {
	const char *name, *path;
	void (*print)(FILE *out);
};

static const struct page pages[] = {
	{ "states", "docs/states.md", page_states },
	{ "exit-codes", "docs/exit-codes.md", page_exit_codes },
	{ "events", "docs/events.md", page_events },
};

static char *read_all(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = calloc(1, 1 << 16);

	if (!file || !text)
		fail_msg("%s cannot be read: run make pages", path);
	size_t length = fread(text, 1, (1 << 16) - 1, file);
	text[length] = '\0';
	fclose(file);
	return text;
}

static void pages_are_current(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
		char *printed = NULL, *kept = read_all(pages[i].path);
		size_t length;
		FILE *out = open_memstream(&printed, &length);

		assert_non_null(out);
		pages[i].print(out);
		fclose(out);
		if (strcmp(printed, kept) != 0)
			fail_msg("%s differs from the code: run make pages", pages[i].path);
		free(printed);
		free(kept);
	}
}

/* The codes are in order, and no two names have the same one. */
static void codes_are_in_order(void **state)
{
#define X(name, code, meaning) code,
	static const int codes[] = { CTINIT_EXITS(X) };
#undef X
	(void)state;
	for (size_t i = 1; i < ARRAY_LEN(codes); i++)
		assert_true(codes[i - 1] < codes[i]);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_are_current),
		cmocka_unit_test(codes_are_in_order),
	};

	for (size_t i = 0; argc == 2 && i < ARRAY_LEN(pages); i++) {
		if (strcmp(argv[1], pages[i].name) == 0) {
			pages[i].print(stdout);
			return 0;
		}
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
