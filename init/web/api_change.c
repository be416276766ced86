/* init/web/api_change.c - answers requests that change something. */
#include "init/web/api_change.h"

#include "init/web/api_look.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHANGE_LIMIT     MINUTES(2) /* if the request does not say how long it waits */
#define CHANGE_LIMIT_MAX HOURS(1)

/* The parameters of a change: members of a JSON object in the body. */
struct change {
	json_t *body; /* an object; empty if the request has no body */
	msec limit;
};

/* Returns a number of the body, `otherwise` if there is none, or -1 if it is no whole
 * number. */
static long long number_in(const json_t *body, const char *key, long long otherwise)
{
	return json_object_get(body, key) ? row_number(body, key, -1) : otherwise;
}

/* Reads the parameters. If they are wrong, refuses the request and sets ret->body to NULL. */
static enum MHD_Result read_change(struct exchange *x, struct change *ret)
{
	json_error_t error;
	json_t *body = x->body_len ? json_loadb(x->body, x->body_len,
						JSON_REJECT_DUPLICATES, &error)
				   : json_object();

	ret->body = NULL;
	if (!json_is_object(body)) {
		json_decref(body);
		return exchange_refuse(x, MHD_HTTP_BAD_REQUEST,
				       "the body is not a JSON object");
	}
	ret->limit = (msec)number_in(body, "timeout_ms", CHANGE_LIMIT);
	if (ret->limit < 1 || ret->limit > CHANGE_LIMIT_MAX) {
		json_decref(body);
		return exchange_refuse(x, MHD_HTTP_BAD_REQUEST,
				       "timeout_ms is not between 1 and 3600000");
	}
	if (!http_client_hold(x->client, USE_CHANGE)) {
		json_decref(body);
		return exchange_refuse(x, MHD_HTTP_SERVICE_UNAVAILABLE,
				       "too many changes are waiting for their end");
	}
	ret->body = body;
	return MHD_YES;
}

/* Sends the request and answers with the progress. */
static enum MHD_Result change_answer(struct exchange *x, struct change *change,
				     const char *request)
{
	struct control_reply reply;
	enum MHD_Result result;

	/* The control socket ends the wait; one second later we do. */
	http_client_limit(x->client, 0);
	if (control_ask(&reply, request, change->limit + SECONDS(1),
			http_client_fd(x->client)))
		result = exchange_json(x, MHD_HTTP_OK,
				       json_pack("{s:b,s:O}", "ok", 1, "rows", reply.rows));
	else
		result = exchange_failed(x, &reply);
	control_reply_free(&reply);
	json_decref(change->body);
	return result;
}

static enum MHD_Result change_refuse(struct exchange *x, struct change *change,
				     const char *text)
{
	json_decref(change->body);
	return exchange_refuse(x, MHD_HTTP_BAD_REQUEST, "%s", text);
}

/* Writes the words between the verb and the name, or returns false. */
typedef bool words_function(char *to, size_t size, const struct change *change);

static bool timeout_words(char *to, size_t size, const struct change *change)
{
	snprintf(to, size, "--timeout=%lld ", (long long)change->limit);
	return true;
}

static bool no_words(char *to, size_t size, const struct change *change)
{
	(void)size;
	(void)change;
	*to = '\0';
	return true;
}

static bool signal_words(char *to, size_t size, const struct change *change)
{
	const char *name = row_text(change->body, "signal");

	if (!name || !*name || strlen(name) > 16 ||
	    name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz01234567"
			      "89+-")])
		return false;
	snprintf(to, size, "%s ", name);
	return name[0] != '-';
}

/* The number follows the name; see api_change_service(). */
static bool scale_words(char *to, size_t size, const struct change *change)
{
	timeout_words(to, size, change);
	return number_in(change->body, "instances", -1) >= 0;
}

static const struct change_verb {
	const char *name;
	words_function *words;
	const char *needs; /* what is wrong if words() returns false */
} verbs[] = {
	{ "start", timeout_words, "" },
	{ "stop", timeout_words, "" },
	{ "restart", timeout_words, "" },
	{ "enable", no_words, "" },
	{ "disable", no_words, "" },
	{ "reload", no_words, "" },
	{ "signal", signal_words, "the body must have the signal: {\"signal\":\"HUP\"}" },
	{ "scale", scale_words, "the body must have a number: {\"instances\":3}" },
};

enum MHD_Result api_change_service(struct exchange *x)
{
	const struct change_verb *verb = NULL;
	struct change change;
	char words[64], request[REQUEST_MAX], count[32] = "";

	for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
		if (strcmp(verbs[i].name, x->verb) == 0)
			verb = &verbs[i];
	}
	if (!verb)
		return exchange_refuse(x, MHD_HTTP_NOT_FOUND,
				       "\"%s\" is none of start, stop, restart, enable, "
				       "disable, reload, signal, scale",
				       x->verb);
	if (!api_is_name(x->name))
		return exchange_refuse(x, MHD_HTTP_BAD_REQUEST,
				       "\"%s\" is no name of a service, NAME@N, @GROUP or "
				       "all",
				       x->name);
	enum MHD_Result result = read_change(x, &change);
	if (!change.body)
		return result;
	if (!verb->words(words, sizeof words, &change))
		return change_refuse(x, &change, verb->needs);
	if (verb->words == scale_words)
		snprintf(count, sizeof count, " %lld",
			 row_number(change.body, "instances", 0));
	snprintf(request, sizeof request, "%s %s%s%s", verb->name, words, x->name, count);
	return change_answer(x, &change, request);
}

enum MHD_Result api_reload(struct exchange *x)
{
	struct change change;
	enum MHD_Result result = read_change(x, &change);

	if (!change.body)
		return result;
	bool dry = json_is_true(json_object_get(change.body, "dry_run"));
	return change_answer(x, &change, dry ? "reload --dry-run" : "reload");
}

enum MHD_Result api_shutdown(struct exchange *x)
{
	struct change change;
	char request[REQUEST_MAX];
	enum MHD_Result result = read_change(x, &change);

	if (!change.body)
		return result;
	long long code = number_in(change.body, "code", 256);
	if (json_object_get(change.body, "code") && (code < 0 || code > 255))
		return change_refuse(x, &change, "code is not between 0 and 255");
	if (code > 255)
		snprintf(request, sizeof request, "shutdown");
	else
		snprintf(request, sizeof request, "shutdown %lld", code);
	return change_answer(x, &change, request);
}
