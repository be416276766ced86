/* init/web/web_routes.c - finds the function that answers a request. */
#include "init/web/web_routes.h"

#include "init/web/api_change.h"
#include "init/web/api_look.h"
#include "init/web/api_stream.h"
#include "init/web/metrics.h"
#include "init/web/page.h"
#include "init/web/page_files.h"
#include "init/web/web_schema.h"

#include <string.h>

static enum MHD_Result answer_schema(struct exchange *x);

/* docs/web.md has the same list. */
/* clang-format off */
static const struct web_route routes[] = {
	{ "GET", "/", RIGHT_LOOK, page_answer, NULL,
	  "The page." },
	{ "GET", "/page/*", RIGHT_LOOK, page_file_answer, NULL,
	  "A file of the page." },
	{ "POST", "/login", RIGHT_LOOK, page_login, NULL,
	  "Checks the token of a form, and sets the cookie that reads logs and events." },
	{ "GET", "/metrics", RIGHT_LOOK, metrics_answer, NULL,
	  "Metrics for Prometheus." },
	{ "GET", "/healthz", RIGHT_LOOK, api_healthz, NULL,
	  "200 if PID 1 answers and no unit has failed or is unhealthy, else 503." },
	{ "GET", "/readyz", RIGHT_LOOK, api_readyz, NULL,
	  "200 if all units that shall run are ready and not unhealthy, else 503." },
	{ "GET", "/v1/status", RIGHT_LOOK, api_status, "status",
	  "The container, its units and what they consume; name=NAMES selects units." },
	{ "GET", "/v1/services", RIGHT_LOOK, api_status, "status",
	  "The same." },
	{ "GET", "/v1/services/*", RIGHT_LOOK, api_status, "status",
	  "The same for one service, NAME@N or @GROUP." },
	{ "GET", "/v1/graph", RIGHT_LOOK, api_graph, "edges",
	  "Which unit needs, wants or follows which other one." },
	{ "GET", "/v1/health", RIGHT_LOOK, api_health, "health",
	  "As /readyz, in JSON; with live=1 as /healthz; name=NAMES selects units." },
	{ "GET", "/v1/schema", RIGHT_LOOK, answer_schema, NULL,
	  "This description." },
	{ "GET", "/v1/logs", RIGHT_READ, api_logs, "lines",
	  "The last lines; n=LINES, since=UNIX_MS, name=NAMES, follow=1." },
	{ "GET", "/v1/events", RIGHT_READ, api_events, "events",
	  "The last changes of states; name=NAMES, follow=1." },
	{ "POST", "/v1/services/*/*", RIGHT_CHANGE, api_change_service, "outcome",
	  "start, stop, restart, enable, disable, reload, signal or scale a service." },
	{ "POST", "/v1/reload", RIGHT_CHANGE, api_reload, "outcome",
	  "Reads the configuration again; with dry_run, only shows the changes." },
	{ "POST", "/v1/shutdown", RIGHT_CHANGE, api_shutdown, "outcome",
	  "Ends the container; code is its exit code." },
};
/* clang-format on */

static enum MHD_Result answer_schema(struct exchange *x)
{
	return exchange_json(x, MHD_HTTP_OK, web_schema(routes, ARRAY_LEN(routes)));
}

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
