/* init/convert/yaml_tree.h - reads a YAML file as a tree.
 *
 * Aliases are resolved, `<<` is merged into its mapping. Tags are ignored.
 *
 * Layer:  init/convert, above pool; uses libyaml.
 * Bounds: 64 levels, 100,000 nodes after aliases, so that a file of nested aliases cannot
 *         take all memory. */
#ifndef INIT_CONVERT_YAML_TREE_H
#define INIT_CONVERT_YAML_TREE_H

#include <stdbool.h>
#include <stddef.h>

enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAP };

struct yaml_item {
	enum yaml_kind kind;
	int line;
	const char *text;         /* TEXT: the value */
	bool plain;               /* TEXT: written without quotes */
	const char **keys;        /* MAP */
	struct yaml_item **items; /* LIST and MAP */
	size_t count;
};

/* Returns the first document, or NULL with the reason in *ret_why. */
struct yaml_item *yaml_read(const char *text, const char **ret_why);

/* Returns the value of a key of a mapping, or NULL. `item` may be NULL. */
const struct yaml_item *yaml_find(const struct yaml_item *item, const char *key);
/* Returns the text of a key of a mapping, or NULL if it is missing or no text. */
const char *yaml_text(const struct yaml_item *item, const char *key);

#endif
