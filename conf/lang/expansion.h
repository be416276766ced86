/* conf/lang/expansion.h - declares the variables and the memory of an expansion of ${}.
 *
 * Layer: conf/lang. Pure. */
#ifndef CONF_LANG_EXPANSION_H
#define CONF_LANG_EXPANSION_H

#include <stddef.h>

/* The variables from which ${} is expanded. */
struct conf_lookup {
	/* Returns the value of the variable, or NULL if it is not set. `name` does not end
	 * with a NUL. */
	const char *(*find)(void *context, const char *name, size_t name_len);
	void *context; /* the first argument of find() */
};

/* A find() for struct conf_lookup. `context` is a NULL-terminated array of NAME=VALUE, or
 * NULL. */
const char *environment_find(void *context, const char *name, size_t name_len);

/* Memory of the caller for words and texts. It is filled from the front: the first `used`
 * of `size` bytes are in use. */
struct conf_scratch {
	char *base;
	size_t size, used;
};

/* The variables and the memory of one expansion. `lookup` may be NULL for values that are
 * not dynamic. */
struct conf_expansion {
	const struct conf_lookup *lookup;
	struct conf_scratch *scratch;
};

#endif
