/* init/web/api_stream.c - answers with logs and events, once or as a stream. */
#include "init/web/api_stream.h"

#include "init/web/api_look.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALIVE_EVERY    SECONDS(15) /* a line without content, so that proxies do not give up */
#define BLOCK_SIZE     4096
#define LOG_LINES      200
#define LOG_LINES_MAX  10000
#define TYPE_EVENTS    "text/event-stream"
#define TYPE_JSON_ROWS "application/x-ndjson"

struct http_stream {
	struct control_link link;
	struct http_client *client;
	bool events; /* server-sent events, not lines of JSON */
	bool ended;
	char *text; /* what is not yet given to libmicrohttpd */
	size_t len, taken;
};

static void set_text(struct http_stream *s, const json_t *row)
{
	char *json = json_dumps(row, JSON_COMPACT);
	const char *type = row_text(row, "type");
	int len = -1;

	/* A type with a line break cannot come from PID 1. */
	if (json && s->events && type && !strpbrk(type, "\r\n"))
		len = asprintf(&s->text, "event: %s\ndata: %s\n\n", type, json);
	else if (json)
		len = asprintf(&s->text, s->events ? "data: %s\n\n" : "%s\n", json);
	free(json);
	if (len < 0)
		s->text = NULL;
	s->len = len < 0 ? 0 : (size_t)len;
	s->taken = 0;
}

static void set_alive(struct http_stream *s)
{
	s->text = strdup(s->events ? ":\n\n" : "\n");
	s->len = s->text ? strlen(s->text) : 0;
	s->taken = 0;
}

/* Waits for the next row. Returns false at the end of the stream. */
static bool stream_fill(struct http_stream *s)
{
	json_t *row;

	free(s->text);
	s->text = NULL;
	if (s->ended)
		return false;
	switch (control_next(&s->link, ALIVE_EVERY, http_client_fd(s->client), &row)) {
	case CONTROL_ROW:
		s->ended = json_object_get(row, "ok") != NULL;
		set_text(s, row);
		json_decref(row);
		break;
	case CONTROL_QUIET: set_alive(s); break;
	case CONTROL_LEFT:
	case CONTROL_END:
	case CONTROL_BAD: return false;
	}
	return s->text != NULL;
}

/* libmicrohttpd asks for more after it has sent what it has. So the deadline is for sending,
 * not for waiting. */
static ssize_t on_more(void *cls, uint64_t pos, char *to, size_t max)
{
	struct http_stream *s = cls;

	(void)pos;
	http_client_limit(s->client, 0);
	if (s->taken == s->len && !stream_fill(s))
		return MHD_CONTENT_READER_END_OF_STREAM;
	size_t n = s->len - s->taken < max ? s->len - s->taken : max;
	memcpy(to, s->text + s->taken, n);
	s->taken += n;
	http_client_limit(s->client, REPLY_LIMIT);
	return (ssize_t)n;
}

static void stream_free(void *cls)
{
	struct http_stream *s = cls;

	control_close(&s->link);
	free(s->text);
	free(s);
}

static enum MHD_Result stream_answer(struct exchange *x, const char *request)
{
	struct http_stream *s;

	if (!http_client_hold(x->client, USE_STREAM))
		return exchange_refuse(x, MHD_HTTP_SERVICE_UNAVAILABLE,
				       "too many clients follow logs or events");
	s = calloc(1, sizeof *s);
	if (!s)
		return MHD_NO;
	s->client = x->client;
	s->events = exchange_accepts(x, TYPE_EVENTS);
	int error = control_open(&s->link, request);
	if (error < 0) {
		free(s);
		return exchange_refuse(x, MHD_HTTP_SERVICE_UNAVAILABLE,
				       "no container answers on the control socket: %s",
				       strerror(-error));
	}
	struct MHD_Response *response =
		MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK_SIZE, on_more, s,
						  stream_free);
	const char *type = s->events ? TYPE_EVENTS : TYPE_JSON_ROWS;

	if (!response)
		stream_free(s);
	return exchange_queue(x, MHD_HTTP_OK, response, type);
}

static bool follows(struct exchange *x)
{
	const char *follow = exchange_query(x, "follow");

	return follow ? strcmp(follow, "0") != 0 : exchange_accepts(x, TYPE_EVENTS);
}

/* Reads a number of the query. Returns false if it is there and is not between 0 and `max`. */
static bool query_number(struct exchange *x, const char *key, uint64_t max,
			 uint64_t *number)
{
	const char *text = exchange_query(x, key);
	unsigned long long value;

	if (!text)
		return true;
	if (*text == '\0' || text[strspn(text, "0123456789")] || strlen(text) > 18)
		return false;
	value = strtoull(text, NULL, 10);
	*number = value;
	return value <= max;
}

enum MHD_Result api_logs(struct exchange *x)
{
	char request[REQUEST_MAX], since_word[48] = "";
	uint64_t lines = LOG_LINES, since = 0;
	enum MHD_Result result = MHD_NO;
	const char *names = api_names(x, &result);

	if (!names)
		return result;
	if (!query_number(x, "n", LOG_LINES_MAX, &lines) ||
	    !query_number(x, "since", UINT64_MAX, &since))
		return exchange_refuse(x, MHD_HTTP_BAD_REQUEST,
				       "n is not between 0 and 10000, or since is no time "
				       "in ms");
	if (since)
		snprintf(since_word, sizeof since_word, "--since=%llu ",
			 (unsigned long long)since);
	snprintf(request, sizeof request, "logs %s-n %llu %s%s", follows(x) ? "-f " : "",
		 (unsigned long long)lines, since_word, names);
	return follows(x) ? stream_answer(x, request)
			  : api_answer_rows(x, request, "lines");
}

enum MHD_Result api_events(struct exchange *x)
{
	char request[REQUEST_MAX];
	enum MHD_Result result = MHD_NO;
	const char *names = api_names(x, &result);

	if (!names)
		return result;
	snprintf(request, sizeof request, "events %s%s", follows(x) ? "-f " : "", names);
	return follows(x) ? stream_answer(x, request)
			  : api_answer_rows(x, request, "events");
}
