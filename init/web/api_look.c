/* init/web/api_look.c - answers with what PID 1 knows: status, graph, health, and the last logs
 * and events. */
#include "init/web/api_look.h"

#include "conf/base/exits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool api_is_name(const char *word)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_.@*-";
	size_t len = strlen(word);

	return len > 0 && len < PART_MAX && word[0] != '-' && strspn(word, allowed) == len;
}

const char *api_names(struct exchange *x, enum MHD_Result *ret_result)
{
	const char *name = x->name[0] ? x->name : exchange_query(x, "name");

	if (!name)
		return "";
	if (api_is_name(name))
		return name;
	*ret_result =
		exchange_refuse(x, MHD_HTTP_BAD_REQUEST,
				"\"%s\" is no name of a service, NAME@N, @GROUP or all",
				name);
	return NULL;
}

/* Puts the rows of a status into arrays by their type. */
static json_t *status_object(const json_t *rows)
{
	json_t *units = json_array(), *usage = json_array(), *row;
	json_t *answer =
		json_pack("{s:b,s:o,s:o}", "ok", 1, "units", units, "usage", usage);
	size_t i;

	json_array_foreach(rows, i, row)
	{
		if (row_is(row, "unit"))
			json_array_append(units, row);
		else if (row_is(row, "usage"))
			json_array_append(usage, row);
		else if (row_text(row, "type"))
			json_object_set(answer, row_text(row, "type"), row);
	}
	return answer;
}

enum MHD_Result api_status(struct exchange *x)
{
	struct control_reply reply;
	char request[REQUEST_MAX];
	enum MHD_Result result = MHD_NO;
	const char *names = api_names(x, &result);

	if (!names)
		return result;
	snprintf(request, sizeof request, "status --usage %s", names);
	if (control_ask(&reply, request, LOOK_LIMIT, http_client_fd(x->client)))
		result = exchange_json(x, MHD_HTTP_OK, status_object(reply.rows));
	else
		result = exchange_failed(x, &reply);
	control_reply_free(&reply);
	return result;
}

enum MHD_Result api_answer_rows(struct exchange *x, const char *request, const char *key)
{
	struct control_reply reply;
	enum MHD_Result result;

	if (control_ask(&reply, request, LOOK_LIMIT, http_client_fd(x->client)))
		result = exchange_json(x, MHD_HTTP_OK,
				       json_pack("{s:b,s:O}", "ok", 1, key, reply.rows));
	else
		result = exchange_failed(x, &reply);
	control_reply_free(&reply);
	return result;
}

enum MHD_Result api_graph(struct exchange *x)
{
	return api_answer_rows(x, "graph", "edges");
}

/* Answers 200, or 503 and who is not healthy and why. Probes read the status, people the
 * text. */
static enum MHD_Result answer_health(struct exchange *x, const char *kind, bool json)
{
	struct control_reply reply;
	char request[REQUEST_MAX];
	enum MHD_Result result = MHD_NO;
	const char *names = api_names(x, &result);

	if (!names)
		return result;
	snprintf(request, sizeof request, "health %s %s", kind, names);
	bool ok = control_ask(&reply, request, LOOK_LIMIT, http_client_fd(x->client));
	unsigned status = ok                                  ? MHD_HTTP_OK
			  : reply.code == CTINIT_EXIT_NO_SUCH ? MHD_HTTP_NOT_FOUND
			  : reply.code == CTINIT_EXIT_USAGE   ? MHD_HTTP_BAD_REQUEST
							    : MHD_HTTP_SERVICE_UNAVAILABLE;
	if (json) {
		json_t *answer = json_pack("{s:b}", "ok", ok);

		if (!ok)
			json_object_set_new(answer, "error", json_string(reply.error));
		result = exchange_json(x, status, answer);
	} else {
		char *text = NULL;
		int len = asprintf(&text, "%s\n", ok ? "ok" : reply.error);

		result = len < 0 ? MHD_NO
				 : exchange_send(x, status, TYPE_TEXT, text, (size_t)len);
	}
	control_reply_free(&reply);
	return result;
}

enum MHD_Result api_health(struct exchange *x)
{
	const char *live = exchange_query(x, "live");

	return answer_health(x, live && strcmp(live, "0") != 0 ? "--live" : "--ready",
			     true);
}

enum MHD_Result api_healthz(struct exchange *x)
{
	return answer_health(x, "--live", false);
}

enum MHD_Result api_readyz(struct exchange *x)
{
	return answer_health(x, "--ready", false);
}
