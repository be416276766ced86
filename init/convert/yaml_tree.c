/* init/convert/yaml_tree.c - reads a YAML file as a tree. */
#include "init/convert/yaml_tree.h"

#include "init/convert/pool.h"

#include <string.h>
#include <yaml.h>

#define LEVELS_MAX 64
#define NODES_MAX  100000

struct yaml_builder {
	yaml_document_t *document;
	size_t nodes;
	const char *why; /* why the tree cannot be built; NULL so far */
};

static struct yaml_item *build(struct yaml_builder *b, int index, int level);

/* Adds a value, and replaces an earlier one of the same key unless it is merged. */
static void add_pair(struct yaml_item *map, const char *key, struct yaml_item *value,
		     bool merged)
{
	for (size_t i = 0; i < map->count; i++)
		if (strcmp(map->keys[i], key) == 0) {
			if (!merged)
				map->items[i] = value;
			return;
		}
	map->keys[map->count] = key;
	map->items[map->count++] = value;
}

/* Merges the mapping, or each mapping of a list, into `map`. */
static void merge_into(struct yaml_item *map, const struct yaml_item *from)
{
	for (size_t i = 0; i < from->count; i++) {
		if (from->kind == YAML_LIST && from->items[i]->kind == YAML_MAP)
			for (size_t k = 0; k < from->items[i]->count; k++)
				add_pair(map, from->items[i]->keys[k],
					 from->items[i]->items[k], true);
		else if (from->kind == YAML_MAP)
			add_pair(map, from->keys[i], from->items[i], true);
	}
}

static size_t merged_size(const struct yaml_item *from)
{
	size_t size = from->count;

	for (size_t i = 0; from->kind == YAML_LIST && i < from->count; i++)
		size += from->items[i]->count;
	return size;
}

/* Copies a scalar. The bytes of marks (marked.h) may come from escapes: they become
 * blanks. */
static char *scalar_text(const yaml_node_t *node)
{
	const char *value = (const char *)node->data.scalar.value;
	char *copy = pool_copy(value, strlen(value));

	for (char *pos = copy; *pos != '\0'; pos++)
		if (*pos > 0 && *pos <= 3)
			*pos = ' ';
	return copy;
}

static const char *key_text(const yaml_node_t *node)
{
	return node && node->type == YAML_SCALAR_NODE ? scalar_text(node) : "";
}

static void build_map(struct yaml_builder *b, struct yaml_item *map,
		      const yaml_node_t *node, int level)
{
	yaml_node_pair_t *pair = node->data.mapping.pairs.start;
	yaml_node_pair_t *end = node->data.mapping.pairs.top;
	struct yaml_item *merged = NULL;
	size_t size = (size_t)(end - pair);
	const char **keys = pool_alloc((size + 1) * sizeof *keys);
	struct yaml_item **values = pool_alloc((size + 1) * sizeof *values);
	size_t count = 0, more = 0;

	for (; pair < end && !b->why; pair++) {
		const char *key = key_text(yaml_document_get_node(b->document, pair->key));
		struct yaml_item *value = build(b, pair->value, level + 1);

		if (value && strcmp(key, "<<") == 0) {
			merged = value;
			more = merged_size(value);
		} else if (value) {
			keys[count] = key;
			values[count++] = value;
		}
	}
	map->keys = pool_alloc((count + more + 1) * sizeof *map->keys);
	map->items = pool_alloc((count + more + 1) * sizeof *map->items);
	for (size_t i = 0; i < count; i++)
		add_pair(map, keys[i], values[i], false);
	if (merged)
		merge_into(map, merged);
}

static void build_list(struct yaml_builder *b, struct yaml_item *list,
		       const yaml_node_t *node, int level)
{
	yaml_node_item_t *item = node->data.sequence.items.start;
	yaml_node_item_t *end = node->data.sequence.items.top;

	list->items = pool_alloc(((size_t)(end - item) + 1) * sizeof *list->items);
	for (; item < end && !b->why; item++) {
		struct yaml_item *value = build(b, *item, level + 1);

		if (value)
			list->items[list->count++] = value;
	}
}

static struct yaml_item *build(struct yaml_builder *b, int index, int level)
{
	yaml_node_t *node = yaml_document_get_node(b->document, index);
	struct yaml_item *item;

	if (!node || b->why)
		return NULL;
	if (level > LEVELS_MAX || ++b->nodes > NODES_MAX) {
		b->why = "it has too many levels or values";
		return NULL;
	}
	item = pool_alloc(sizeof *item);
	item->line = (int)node->start_mark.line + 1;
	item->kind = node->type == YAML_MAPPING_NODE    ? YAML_MAP
		     : node->type == YAML_SEQUENCE_NODE ? YAML_LIST
							: YAML_TEXT;
	if (item->kind == YAML_TEXT) {
		item->text = scalar_text(node);
		item->plain = node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	} else if (item->kind == YAML_LIST) {
		build_list(b, item, node, level);
	} else {
		build_map(b, item, node, level);
	}
	return item;
}

struct yaml_item *yaml_read(const char *text, const char **ret_why)
{
	yaml_document_t document;
	struct yaml_builder b = { .document = &document };
	struct yaml_item *root = NULL;
	yaml_parser_t parser;

	if (!yaml_parser_initialize(&parser)) {
		*ret_why = "out of memory";
		return NULL;
	}
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, strlen(text));
	if (!yaml_parser_load(&parser, &document)) {
		*ret_why = pool_format("line %zu: %s", parser.problem_mark.line + 1,
				       parser.problem ? parser.problem : "no YAML");
		yaml_parser_delete(&parser);
		return NULL;
	}
	if (document.nodes.top > document.nodes.start)
		root = build(&b, 1, 0);
	yaml_document_delete(&document);
	yaml_parser_delete(&parser);
	*ret_why = b.why ? b.why : "it is empty";
	return b.why ? NULL : root;
}

const struct yaml_item *yaml_find(const struct yaml_item *item, const char *key)
{
	for (size_t i = 0; item && item->kind == YAML_MAP && i < item->count; i++)
		if (strcmp(item->keys[i], key) == 0)
			return item->items[i];
	return NULL;
}

const char *yaml_text(const struct yaml_item *item, const char *key)
{
	const struct yaml_item *value = yaml_find(item, key);

	return value && value->kind == YAML_TEXT ? value->text : NULL;
}
