/* init/verbs/unit_list.c - collects the lines of a reply about units. */
#include "init/verbs/unit_list.h"

#include "conf/base/exits.h"
#include "conf/base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *grown(void *memory, size_t size)
{
	memory = realloc(memory, size);
	if (!memory) {
		fputs("ctinit: no memory\n", stderr);
		exit(CTINIT_EXIT_FAILED);
	}
	return memory;
}

/* Returns the size of the field's value, with all NULs. */
static size_t text_size(const struct json_field *field)
{
	const char *end = field->text;

	if (!end)
		return 0;
	for (size_t i = field->kind == JSON_LIST ? field->count : 1; i > 0; i--)
		end += strlen(end) + 1;
	return (size_t)(end - field->text);
}

/* Copies the fields with their texts, which lie in the line of the client. */
static struct unit_info copy_of(const struct json_object *line)
{
	struct unit_info unit = {
		.fields = *line, .memory_bytes = -1, .cpu_usec = -1, .processes = -1
	};
	size_t size = 1;
	char *pos;

	for (size_t i = 0; i < line->count; i++)
		size += strlen(line->fields[i].name) + 1 + text_size(&line->fields[i]);
	unit.memory = pos = grown(NULL, size);
	for (size_t i = 0; i < line->count; i++) {
		struct json_field *field = &unit.fields.fields[i];
		size_t len = strlen(field->name) + 1, text_len = text_size(field);

		field->name = memcpy(pos, field->name, len);
		pos += len;
		if (text_len > 0)
			field->text = memcpy(pos, field->text, text_len);
		pos += text_len;
	}
	unit.name = json_text(&unit.fields, "name");
	return unit;
}

size_t unit_list_find(const struct unit_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->units[i].name, name) == 0)
			return i;
	return NO_UNIT;
}

static void add_usage(struct unit_list *list, const struct json_object *line)
{
	size_t i = unit_list_find(list, json_text(line, "name"));

	if (i == NO_UNIT)
		return;
	list->units[i].memory_bytes = json_number(line, "memory_bytes", -1);
	list->units[i].cpu_usec = json_number(line, "cpu_usec", -1);
	list->units[i].processes = json_number(line, "processes", -1);
}

static void add_edge(struct unit_list *list, const struct json_object *line)
{
	size_t from = unit_list_find(list, json_text(line, "from"));
	size_t to = unit_list_find(list, json_text(line, "to"));

	if (from == NO_UNIT || to == NO_UNIT)
		return;
	list->edges = grown(list->edges, (list->edge_count + 1) * sizeof *list->edges);
	list->edges[list->edge_count++] =
		(struct unit_edge){ from, to, json_text(line, "kind")[0] };
}

static void set_zombies(struct unit_list *list, const struct json_object *line)
{
	struct text t = TEXT(list->zombies);
	int64_t count = json_number(line, "count", 0);
	const char *name;

	text_clear(&t);
	if (count > 0)
		text_set(&t, "%lld zombie%s", (long long)count, count == 1 ? "" : "s");
	for (size_t i = 0; count > 0 && (name = json_item(json_find(line, "of"), i)); i++)
		text_append(&t, "%s%s", i == 0 ? ", of " : ", ", name);
}

void unit_list_line(void *data, const struct json_object *line)
{
	struct unit_list *list = data;
	const char *type = json_text(line, "type");

	if (strcmp(type, "container") == 0 && !list->container.memory) {
		list->container = copy_of(line);
	} else if (strcmp(type, "unit") == 0) {
		list->units = grown(list->units, (list->count + 1) * sizeof *list->units);
		list->units[list->count++] = copy_of(line);
	} else if (strcmp(type, "usage") == 0) {
		add_usage(list, line);
	} else if (strcmp(type, "edge") == 0) {
		add_edge(list, line);
	} else if (strcmp(type, "zombies") == 0) {
		set_zombies(list, line);
	}
}

void unit_list_done(struct unit_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->units[i].memory);
	free(list->container.memory);
	free(list->units);
	free(list->edges);
	memset(list, 0, sizeof *list);
}
