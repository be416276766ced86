/* init/verbs/unit_text.c - says in words what a unit does, from its reply line. */
#include "init/verbs/unit_text.h"

#include "conf/base/text.h"

#include <string.h>

static bool is_unhealthy(const struct json_object *unit)
{
	const struct json_field *healthy = json_find(unit, "healthy");

	return healthy != NULL && healthy->kind == JSON_FALSE;
}

static bool is_disabled(const struct json_object *unit)
{
	const struct json_field *enabled = json_find(unit, "enabled");

	return enabled != NULL && enabled->kind == JSON_FALSE;
}

enum colour unit_colour(const struct json_object *unit)
{
	static const struct {
		const char *state;
		enum colour colour;
	} rows[] = {
		{ "ready", COLOUR_GOOD },    { "failed", COLOUR_BAD },
		{ "backoff", COLOUR_BAD },   { "waiting", COLOUR_BUSY },
		{ "starting", COLOUR_BUSY }, { "stopping", COLOUR_BUSY },
		{ "killing", COLOUR_BUSY },
	};
	const char *state = json_text(unit, "state");

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (strcmp(state, rows[i].state) == 0)
			return is_unhealthy(unit) ? COLOUR_BAD : rows[i].colour;
	return COLOUR_DIM;
}

const char *unit_state_text(const struct json_object *unit)
{
	const char *state = json_text(unit, "state");

	if (is_unhealthy(unit) && strcmp(state, "ready") == 0)
		return "unhealthy";
	return is_disabled(unit) && strcmp(state, "down") == 0 ? "disabled" : state;
}

msec unit_start_time(const struct json_object *unit)
{
	msec spawned = json_number(unit, "spawned_ms", -1);
	msec ready = json_number(unit, "ready_ms", -1);

	return spawned >= 0 && ready >= spawned ? ready - spawned : -1;
}

static void append_part(struct text *t, const char *front, const char *part)
{
	if (part[0] != '\0')
		text_append(t, "%s%s%s", text_is_empty(t) ? "" : "; ", front, part);
}

const char *unit_note(const struct json_object *unit, char text[UNIT_NOTE_SIZE])
{
	struct text t = { text, UNIT_NOTE_SIZE };
	char span[SPAN_SIZE];
	const char *why = json_text(unit, "why"), *end = json_text(unit, "exit");

	text_clear(&t);
	append_part(&t, "", why);
	append_part(&t, "restarts in ",
		    span_text(json_number(unit, "restart_in_ms", -1), span));
	/* A service that was restarted by hand is well. */
	bool old = strcmp(json_text(unit, "state"), "ready") == 0 &&
		   json_number(unit, "restarts", 0) == 0;
	bool stopped =
		json_is_true(unit, "by_hand") && strcmp(unit_state_text(unit), "down") == 0;
	append_part(&t, "", stopped ? "stopped by hand" : "");
	if (!old && !stopped && strstr(why, end) == NULL &&
	    json_number(unit, "code", 1) != 0)
		append_part(&t, "last end: ", end);
	return text;
}
