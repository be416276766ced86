/* supervisor/control/reply.c - writes flat JSON objects, one a line, into a page. */
#include "supervisor/control/reply.h"

#include "conf/base/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* An array ends before the line has this many bytes, so that the line fits into a page. */
#define ARRAY_END 3000
/* A text is cut so that as many bytes are left for the rest of the line. */
#define REST_SIZE 256
/* Most bytes of a text; each may take JSON_ESCAPE_MAX bytes. */
#define TEXT_SIZE 400

static void append_bytes(struct reply *reply, const char *bytes, size_t size)
{
	if (reply->broken || size > CONTROL_LINE_MAX - reply->end) {
		reply->broken = true;
		return;
	}
	memcpy(reply->page + reply->end, bytes, size);
	reply->end += (uint32_t)size;
}

static void append_quoted(struct reply *reply, const char *text)
{
	char escaped[JSON_ESCAPE_MAX * TEXT_SIZE];
	size_t length = strnlen(text, TEXT_SIZE);
	size_t size = json_escape(escaped, text, length);
	size_t room = CONTROL_LINE_MAX - reply->end;

	/* After other lines there is another way: the next page. */
	while (reply->used == 0 && length > 0 && size + REST_SIZE > room) {
		size_t over = size + REST_SIZE - room;

		length -= over / JSON_ESCAPE_MAX + 1 < length ? over / JSON_ESCAPE_MAX + 1
							      : length;
		size = json_escape(escaped, text, length);
	}
	append_bytes(reply, "\"", 1);
	append_bytes(reply, escaped, size);
	append_bytes(reply, "\"", 1);
}

static void append_key(struct reply *reply, const char *key)
{
	if (reply->end > reply->used + 1)
		append_bytes(reply, ",", 1);
	append_quoted(reply, key);
	append_bytes(reply, ":", 1);
}

void reply_begin(struct reply *reply, const char *type)
{
	reply->end = reply->used;
	reply->broken = false;
	append_bytes(reply, "{", 1);
	if (type != NULL)
		reply_text(reply, "type", type);
	else
		reply_bool(reply, "ok", true);
}

void reply_text(struct reply *reply, const char *key, const char *text)
{
	if (text == NULL)
		return;
	append_key(reply, key);
	append_quoted(reply, text);
}

void reply_number(struct reply *reply, const char *key, int64_t number)
{
	char text[24];

	append_key(reply, key);
	append_bytes(reply, text, (size_t)snprintf(text, sizeof text, "%" PRId64, number));
}

void reply_bool(struct reply *reply, const char *key, bool value)
{
	append_key(reply, key);
	append_bytes(reply, value ? "true" : "false", value ? 4 : 5);
}

void reply_array(struct reply *reply, const char *key)
{
	append_key(reply, key);
	append_bytes(reply, "[", 1);
	reply->items = false;
}

void reply_item(struct reply *reply, const char *text)
{
	uint32_t before = reply->end;

	if (reply->items)
		append_bytes(reply, ",", 1);
	append_quoted(reply, text);
	if (reply->end - reply->used > ARRAY_END)
		reply->end = before;
	else
		reply->items = true;
}

void reply_array_end(struct reply *reply)
{
	append_bytes(reply, "]", 1);
}

bool reply_raw(struct reply *reply, const char *line, size_t size)
{
	reply->end = reply->used;
	reply->broken = false;
	append_bytes(reply, line, size);
	reply->full |= reply->broken;
	reply->used = reply->broken ? reply->used : reply->end;
	reply->end = reply->used;
	return !reply->broken;
}

bool reply_end(struct reply *reply)
{
	append_bytes(reply, "}\n", 2);
	if (reply->broken) {
		reply->end = reply->used;
		reply->full = true;
		return false;
	}
	reply->used = reply->end;
	return true;
}

bool reply_error(struct reply *reply, int exit, const char *format, ...)
{
	char text[TEXT_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	reply->end = reply->used;
	reply->broken = false;
	append_bytes(reply, "{", 1);
	reply_bool(reply, "ok", false);
	reply_number(reply, "exit", exit);
	reply_text(reply, "error", text);
	return reply_end(reply);
}

bool reply_ok(struct reply *reply)
{
	reply_begin(reply, NULL);
	return reply_end(reply);
}
