/* init/web/web_schema.c - describes the HTTP API for programs: OpenAPI 3.1. */
#include "init/web/web_schema.h"

#include "conf/base/control_list.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *type, *name, *json, *meaning;
} fields[] = {
#define X(type, name, json, meaning) { type, name, json, meaning },
	CONTROL_FIELDS(X)
#undef X
};

static json_t *reference(const char *name)
{
	char path[96];

	snprintf(path, sizeof path, "#/components/schemas/%s", name);
	return json_pack("{s:s}", "$ref", path);
}

static json_t *array_of(json_t *items)
{
	return json_pack("{s:s,s:o}", "type", "array", "items", items);
}

/* The schema of one field: its type without the ? of one that may be absent. */
static json_t *field_schema(const char *json, const char *meaning)
{
	json_t *schema = strncmp(json, "array", 5) == 0
				 ? array_of(json_pack("{s:s}", "type", "string"))
				 : json_pack("{s:s%}", "type", json, strcspn(json, "?"));

	json_object_set_new(schema, "description", json_string(meaning));
	return schema;
}

/* The schema of the rows of one type. */
static json_t *row_schema(const char *type)
{
	json_t *properties = json_object(), *required = json_array();

	json_object_set_new(properties, "type", json_pack("{s:s}", "const", type));
	json_array_append_new(required, json_string("type"));
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		if (strcmp(fields[i].type, type) != 0)
			continue;
		json_object_set_new(properties, fields[i].name,
				    field_schema(fields[i].json, fields[i].meaning));
		if (!strchr(fields[i].json, '?'))
			json_array_append_new(required, json_string(fields[i].name));
	}
	return json_pack("{s:s,s:o,s:o}", "type", "object", "properties", properties,
			 "required", required);
}

/* A reply that has {"ok":true} and, under `key`, an array of rows. */
static json_t *rows_schema(const char *key, json_t *items)
{
	return json_pack("{s:s,s:{s:{s:b},s:o},s:[s,s]}", "type", "object", "properties",
			 "ok", "const", 1, key, array_of(items), "required", "ok", key);
}

static json_t *status_schema(void)
{
	json_t *schema = rows_schema("units", reference("unit"));
	json_t *properties = json_object_get(schema, "properties");

	json_object_set_new(properties, "container", reference("container"));
	json_object_set_new(properties, "usage", array_of(reference("usage")));
	json_object_set_new(properties, "zombies", reference("zombies"));
	return schema;
}

static json_t *all_schemas(void)
{
	json_t *schemas = json_object();

	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		const char *type = fields[i].type;

		if (type[0] && !json_object_get(schemas, type))
			json_object_set_new(schemas, type, row_schema(type));
	}
	json_object_set_new(schemas, "status", status_schema());
	json_object_set_new(schemas, "edges", rows_schema("edges", reference("edge")));
	json_object_set_new(schemas, "lines", rows_schema("lines", reference("line")));
	json_object_set_new(schemas, "events", rows_schema("events", reference("event")));
	json_object_set_new(schemas, "outcome",
			    rows_schema("rows", json_pack("{s:s}", "type", "object")));
	json_object_set_new(schemas, "health",
			    json_pack("{s:s,s:{s:{s:s},s:{s:s}},s:[s]}", "type", "object",
				      "properties", "ok", "type", "boolean", "error",
				      "type", "string", "required", "ok"));
	json_object_set_new(schemas, "error",
			    json_pack("{s:s,s:{s:{s:b},s:{s:s},s:{s:s}},s:[s,s]}", "type",
				      "object", "properties", "ok", "const", 0, "error",
				      "type", "string", "exit", "type", "integer",
				      "required", "ok", "error"));
	return schemas;
}

static json_t *content(const char *schema)
{
	return json_pack("{s:{s:{s:o}}}", "content", TYPE_JSON, "schema",
			 reference(schema));
}

/* Writes the path with {name} and {verb} for its *. */
static void path_template(char *to, size_t size, const char *path)
{
	static const char *const parts[] = { "{name}", "{verb}" };
	size_t n = 0, len = 0;

	for (*to = '\0'; *path && len + 8 < size; path++) {
		if (*path == '*' && n < ARRAY_LEN(parts))
			len += (size_t)snprintf(to + len, size - len, "%s", parts[n++]);
		else
			len += (size_t)snprintf(to + len, size - len, "%c", *path);
	}
}

static json_t *parameters_of(const char *path)
{
	static const char *const names[] = { "name", "verb" };
	json_t *parameters = json_array();

	for (size_t n = 0; (path = strchr(path, '*')) && n < ARRAY_LEN(names); n++, path++)
		json_array_append_new(parameters,
				      json_pack("{s:s,s:s,s:b,s:{s:s}}", "name", names[n],
						"in", "path", "required", 1, "schema",
						"type", "string"));
	return parameters;
}

static json_t *operation(const struct web_route *route)
{
	json_t *good = route->reply ? content(route->reply) : json_object();
	json_t *bad = content("error");
	json_t *result;

	json_object_set_new(good, "description", json_string("as requested"));
	json_object_set_new(bad, "description", json_string("not done, and why"));
	result = json_pack("{s:s,s:o,s:{s:o,s:o}}", "summary", route->summary, "parameters",
			   parameters_of(route->path), "responses", "200", good, "default",
			   bad);
	if (route->right != RIGHT_LOOK)
		json_object_set_new(result, "security", json_pack("[{s:[]}]", "token"));
	return result;
}

json_t *web_schema(const struct web_route *routes, size_t count)
{
	json_t *paths = json_object();

	for (size_t i = 0; i < count; i++) {
		char path[128];

		path_template(path, sizeof path, routes[i].path);
		json_object_set_new(paths, path,
				    json_pack("{s:o}",
					      strcmp(routes[i].method, "GET") == 0 ? "get"
										   : "post",
					      operation(&routes[i])));
	}
	return json_pack("{s:s,s:{s:s,s:s},s:o,s:{s:o,s:{s:{s:s,s:s}}}}", "openapi",
			 "3.1.0", "info", "title", "ctinit-web", "version", CTINIT_VERSION,
			 "paths", paths, "components", "schemas", all_schemas(),
			 "securitySchemes", "token", "type", "http", "scheme", "bearer");
}
