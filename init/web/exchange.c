/* init/web/exchange.c - holds one HTTP request, and sends its reply. */
#include "init/web/exchange.h"

#include "conf/base/exits.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The page needs its own files and nothing else. */
static const struct {
	const char *name, *value;
} headers[] = {
	{ "Content-Security-Policy",
	  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
	  "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "
	  "'none'" },
	{ "X-Content-Type-Options", "nosniff" },
	{ "X-Frame-Options", "DENY" },
	/* With no-referrer a browser says "Origin: null" for its own form. */
	{ "Referrer-Policy", "same-origin" },
	{ "Cross-Origin-Resource-Policy", "same-origin" },
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	{ "Cache-Control", "no-store" },
	/* A connection is for one request, so its deadline is that of the request. */
	{ "Connection", "close" },
};

enum MHD_Result exchange_queue(struct exchange *x, unsigned status,
			       struct MHD_Response *response, const char *type)
{
	if (!response)
		return MHD_NO;
	for (size_t i = 0; i < ARRAY_LEN(headers); i++)
		MHD_add_response_header(response, headers[i].name, headers[i].value);
	if (type)
		MHD_add_response_header(response, "Content-Type", type);
	if (status == MHD_HTTP_UNAUTHORIZED)
		MHD_add_response_header(response, "WWW-Authenticate", "Bearer");
	http_client_limit(x->client, REPLY_LIMIT);

	enum MHD_Result result = MHD_queue_response(x->connection, status, response);
	MHD_destroy_response(response);
	return result;
}

enum MHD_Result exchange_send(struct exchange *x, unsigned status, const char *type,
			      char *body, size_t len)
{
	struct MHD_Response *response =
		MHD_create_response_from_buffer(len, body, MHD_RESPMEM_MUST_FREE);

	if (!response)
		free(body);
	return exchange_queue(x, status, response, type);
}

enum MHD_Result exchange_json(struct exchange *x, unsigned status, json_t *value)
{
	char *text = json_dumps(value, JSON_COMPACT);

	json_decref(value);
	return text ? exchange_send(x, status, TYPE_JSON, text, strlen(text)) : MHD_NO;
}

enum MHD_Result exchange_refuse(struct exchange *x, unsigned status, const char *format,
				...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	/* The text may have a part of the path, which need not be UTF-8. */
	json_t *error = json_string(text);
	return exchange_json(x, status,
			     json_pack("{s:b,s:o}", "ok", 0, "error",
				       error ? error
					     : json_string("the request is wrong")));
}

enum MHD_Result exchange_failed(struct exchange *x, const struct control_reply *reply)
{
	unsigned status = reply->code == CTINIT_EXIT_USAGE     ? MHD_HTTP_BAD_REQUEST
			  : reply->code == CTINIT_EXIT_NO_SUCH ? MHD_HTTP_NOT_FOUND
			  : reply->code == CTINIT_EXIT_NO_INIT
				  ? MHD_HTTP_SERVICE_UNAVAILABLE
			  : reply->code == CTINIT_EXIT_TIMED_OUT ? MHD_HTTP_GATEWAY_TIMEOUT
								 : MHD_HTTP_CONFLICT;

	return exchange_json(x, status,
			     json_pack("{s:b,s:i,s:s,s:O}", "ok", 0, "exit", reply->code,
				       "error", reply->error, "rows", reply->rows));
}

const char *exchange_query(const struct exchange *x, const char *key)
{
	return MHD_lookup_connection_value(x->connection, MHD_GET_ARGUMENT_KIND, key);
}

bool exchange_accepts(const struct exchange *x, const char *type)
{
	const char *accept =
		MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, "Accept");

	return accept && strstr(accept, type);
}
