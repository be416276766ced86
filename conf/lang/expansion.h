/* conf/lang/expansion.h - the variables and the memory of an expansion of ${}. */
#ifndef CONF_LANG_EXPANSION_H
#define CONF_LANG_EXPANSION_H

#include <stddef.h>

/* The environment from which ${} is expanded. Both members may point at any storage. */
struct conf_lookup {
	/* Returns the value of the variable, or NULL. `name` is not NUL-terminated. */
	const char *(*find)(void *context, const char *name, size_t name_len);
	void *context;
};

/* Finds NAME=VALUE in a NULL-terminated array, which is the context: for struct conf_lookup. */
const char *environment_find(void *context, const char *name, size_t name_len);

/* Memory for words and texts, filled from the front. */
struct conf_scratch {
	char *base;
	size_t size, used;
};

/* What an expansion reads and fills. `lookup` may be NULL for values that are not dynamic. */
struct conf_expansion {
	const struct conf_lookup *lookup;
	struct conf_scratch *scratch;
};

#endif
