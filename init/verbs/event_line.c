/* init/verbs/event_line.c - prints changes of states, in words. */
#include "init/verbs/event_line.h"

#include "conf/base/escape.h"
#include "init/client/log_printer.h"
#include "init/verbs/print_line.h"
#include "init/verbs/unit_text.h"

#include <string.h>

/* Prints "NAME: WORD (WHY)" with the colour of the word. */
static void print_fact(const struct screen *screen, const struct json_object *line,
		       const char *word, enum colour colour)
{
	char name[160], why[2048];
	const char *from = json_text(line, "name"), *reason = json_text(line, "why");

	escape_text(name, sizeof name, from, strlen(from));
	escape_text(why, sizeof why, reason, strlen(reason));
	fprintf(screen->out, "%s: %s%s%s%s%s%s\n", name, screen_sgr(screen, colour), word,
		screen_sgr(screen, COLOUR_NONE), why[0] != '\0' ? " (" : "", why,
		why[0] != '\0' ? ")" : "");
	fflush(screen->out);
}

/* The colour of a state is that of a unit in this state. */
static enum colour state_colour(const char *state)
{
	struct json_object unit = { .count = 1 };

	unit.fields[0] =
		(struct json_field){ .name = "state", .text = state, .kind = JSON_TEXT };
	return unit_colour(&unit);
}

static void print_change(const struct screen *screen, const struct json_object *line,
			 bool with_time)
{
	const char *type = json_text(line, "type"), *text;
	char shown[4096], time[SPAN_SIZE];

	if (strcmp(type, "event") == 0) {
		const char *state = json_text(line, "to");

		if (with_time)
			fprintf(screen->out, "%s ",
				day_time_text(json_number(line, "at_ms", 0), time));
		escape_text(shown, sizeof shown, state, strlen(state));
		print_fact(screen, line, shown, state_colour(state));
	} else if (strcmp(type, "change") == 0) {
		text = json_text(line, "action");
		escape_text(shown, sizeof shown, text, strlen(text));
		print_fact(screen, line, shown, COLOUR_BOLD);
	} else if (strcmp(type, "waiting") == 0) {
		text = json_text(line, "name");
		print_line(stderr, "waiting%s%s: %s", text[0] != '\0' ? " for " : "", text,
			   json_text(line, "why"));
	} else if (strcmp(type, "message") == 0) {
		bool bad = strcmp(json_text(line, "level"), "error") == 0;

		text = json_text(line, "text");
		escape_text(shown, sizeof shown, text, strlen(text));
		fprintf(screen->out, "%s%s%s\n", bad ? screen_sgr(screen, COLOUR_BAD) : "",
			shown, bad ? screen_sgr(screen, COLOUR_NONE) : "");
		fflush(screen->out);
	}
}

void event_line_print_short(void *screen, const struct json_object *line)
{
	print_change(screen, line, false);
}

void event_line_print(void *screen, const struct json_object *line)
{
	print_change(screen, line, true);
}
