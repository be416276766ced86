/* conf/lang/expansion.c - looks up a variable in an array of NAME=VALUE. Pure. */
#include "conf/lang/expansion.h"

#include <string.h>

const char *environment_find(void *context, const char *name, size_t name_len)
{
	for (char *const *v = context; v && *v; v++) {
		if (strncmp(*v, name, name_len) == 0 && (*v)[name_len] == '=')
			return *v + name_len + 1;
	}
	return NULL;
}
