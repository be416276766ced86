/* init/web/web_schema.h - describes the HTTP API for programs: OpenAPI 3.1.
 *
 * The paths are those of the table of routes, the rows those of CONTROL_FIELDS.
 *
 * Private to the room. */
#ifndef INIT_WEB_WEB_SCHEMA_H
#define INIT_WEB_WEB_SCHEMA_H

#include "init/web/exchange.h"

/* A * in the path stands for one part of it. */
struct web_route {
	const char *method, *path;
	enum access_right right;
	enum MHD_Result (*answer)(struct exchange *x);
	const char *reply;   /* the schema of the reply; NULL if it is not JSON */
	const char *summary; /* one sentence */
};

/* Returns the document; NULL if memory is short. */
json_t *web_schema(const struct web_route *routes, size_t count);

#endif
