/* init/web/web_routes.c - finds the function that answers a request. */
#include "init/web/web_routes.h"

#include "init/web/api_change.h"
#include "init/web/api_look.h"
#include "init/web/api_stream.h"
#include "init/web/metrics.h"
#include "init/web/page.h"
#include "init/web/page_files.h"

#include <string.h>

/* A * stands for one part of the path. docs/web.md has the same list. */
static const struct web_route {
	const char *method, *path;
	enum access_right right;
	enum MHD_Result (*answer)(struct exchange *x);
} routes[] = {
	{ "GET", "/", RIGHT_LOOK, page_answer },
	{ "GET", "/page/*", RIGHT_LOOK, page_file_answer },
	{ "POST", "/login", RIGHT_LOOK, page_login },
	{ "GET", "/metrics", RIGHT_LOOK, metrics_answer },
	{ "GET", "/healthz", RIGHT_LOOK, api_healthz },
	{ "GET", "/readyz", RIGHT_LOOK, api_readyz },
	{ "GET", "/v1/status", RIGHT_LOOK, api_status },
	{ "GET", "/v1/services", RIGHT_LOOK, api_status },
	{ "GET", "/v1/services/*", RIGHT_LOOK, api_status },
	{ "GET", "/v1/graph", RIGHT_LOOK, api_graph },
	{ "GET", "/v1/health", RIGHT_LOOK, api_health },
	{ "GET", "/v1/schema", RIGHT_LOOK, page_schema_answer },
	{ "GET", "/v1/logs", RIGHT_READ, api_logs },
	{ "GET", "/v1/events", RIGHT_READ, api_events },
	{ "POST", "/v1/services/*/*", RIGHT_CHANGE, api_change_service },
	{ "POST", "/v1/reload", RIGHT_CHANGE, api_reload },
	{ "POST", "/v1/shutdown", RIGHT_CHANGE, api_shutdown },
};

/* Compares a path with that of a route, and copies the parts for its * into `x`. A part must
 * fit and not be empty. */
static bool path_fits(struct exchange *x, const char *pattern)
{
	char *parts[] = { x->name, x->verb };
	const char *path = x->path;
	size_t n = 0;

	for (; *pattern; pattern++) {
		if (*pattern != '*') {
			if (*path++ != *pattern)
				return false;
			continue;
		}
		size_t len = strcspn(path, "/");
		if (len == 0 || len >= PART_MAX || n == ARRAY_LEN(parts))
			return false;
		memcpy(parts[n], path, len);
		parts[n++][len] = '\0';
		path += len;
	}
	return *path == '\0';
}

static bool method_fits(const char *method, const char *wanted)
{
	return strcmp(method, wanted) == 0 ||
	       (strcmp(method, "HEAD") == 0 && strcmp(wanted, "GET") == 0);
}

static enum MHD_Result lacks_right(struct exchange *x)
{
	return exchange_refuse(
		x, x->right == RIGHT_READ ? MHD_HTTP_FORBIDDEN : MHD_HTTP_UNAUTHORIZED,
		"this needs the token, in a header: Authorization: Bearer TOKEN");
}

enum MHD_Result web_route(struct exchange *x, const char *method)
{
	const struct web_route *other = NULL;

	for (size_t i = 0; i < ARRAY_LEN(routes); i++) {
		const struct web_route *r = &routes[i];

		if (!path_fits(x, r->path))
			continue;
		if (method_fits(method, r->method)) {
			if (x->right < r->right)
				return lacks_right(x);
			return r->answer(x);
		}
		other = r;
	}
	if (other)
		return exchange_refuse(x, MHD_HTTP_METHOD_NOT_ALLOWED,
				       "this path takes only %s", other->method);
	return exchange_refuse(x, MHD_HTTP_NOT_FOUND,
			       "there is no such path; docs/web.md lists them");
}
