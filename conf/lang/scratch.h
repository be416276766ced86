/* conf/lang/scratch.h - what an expansion of ${} reads, and the memory that it fills. */
#ifndef CONF_LANG_SCRATCH_H
#define CONF_LANG_SCRATCH_H

#include <stddef.h>

/* The environment that ${} is expanded from; both may be pointed at any storage. */
struct conf_lookup {
	/* The value of the variable, NULL when unset. `name` is not NUL-terminated. */
	const char *(*find)(void *context, const char *name, size_t name_len);
	void *context;
};

/* Memory for words and texts, filled from the front. */
struct conf_scratch {
	char *base;
	size_t size, used;
};

#endif
