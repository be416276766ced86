/* conf/lang/expansion.h - declares the variables and the memory that an expansion of ${}
 * uses.
 *
 * Layer: conf/lang. Pure. */
#ifndef CONF_LANG_EXPANSION_H
#define CONF_LANG_EXPANSION_H

#include <stddef.h>

/* Looks up the variables that ${} refers to. */
struct conf_lookup {
	/* Returns the value of the variable, or NULL if it is not set. `name` has no NUL at
	 * the end. */
	const char *(*find)(void *context, const char *name, size_t name_len);
	void *context; /* passed to find() */
};

/* A find() for struct conf_lookup. `context` is a NULL-terminated array of NAME=VALUE, or
 * NULL. */
const char *environment_find(void *context, const char *name, size_t name_len);

/* The caller's memory for words and texts. The first `used` of `size` bytes are in use. */
struct conf_scratch {
	char *base;
	size_t size, used;
};

/* The variables and memory for one expansion. `lookup` may be NULL for values that are not
 * dynamic. */
struct conf_expansion {
	const struct conf_lookup *lookup;
	struct conf_scratch *scratch;
};

#endif
