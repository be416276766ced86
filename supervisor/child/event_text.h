/* supervisor/child/event_text.h - formats an event as variables and as JSON. Pure.
 *
 * Private to the room. */
#ifndef SUPERVISOR_CHILD_EVENT_TEXT_H
#define SUPERVISOR_CHILD_EVENT_TEXT_H

#include <stddef.h>
#include <stdint.h>

#define EVENT_NAME_MAX   80
#define EVENT_REASON_MAX 240
#define EVENT_VARIABLES  8
/* A JSON object of the longest texts fits. */
#define EVENT_JSON_MAX (6 * (EVENT_NAME_MAX + EVENT_REASON_MAX) + 400)

struct event {
	uint8_t kind;                  /* enum event_kind */
	int16_t code;                  /* -1: none */
	const char *from, *to;         /* constants; NULL: none */
	int64_t at_ms;                 /* unix time */
	char service[EVENT_NAME_MAX];  /* "": an event of the container */
	char reason[EVENT_REASON_MAX]; /* "": none */
};

const char *event_word(uint8_t kind);
/* Writes one JSON object with a newline into `out`, and returns its length. */
size_t event_json(const struct event *event, char out[EVENT_JSON_MAX]);
/* Writes variable `i` as NAME=VALUE into out[size]. Returns 0 at the end; the variables that
 * the event has not are left out. Begins with *i = 0. */
size_t event_variable(const struct event *event, unsigned *i, char *out, size_t size);

#endif
