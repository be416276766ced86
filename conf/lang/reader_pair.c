/* conf/lang/reader_pair.c - gets the pairs back from inih and passes on their values. */
#include "conf/lang/reader_internal.h"

#include <stdlib.h>
#include <string.h>

#if INI_HANDLER_LINENO
int reader_take_pair(void *user, const char *section, const char *name, const char *value,
		     int line)
#else
int reader_take_pair(void *user, const char *section, const char *name, const char *value)
#endif
{
	struct reader *r = user;

	(void)section;
#if INI_HANDLER_LINENO
	(void)line;
#endif
	if (!name || !value || !r->waiting)
		return 1;
	r->waiting = strcmp(name, r->key) != 0 || strtoul(value, NULL, 10) != r->index;
	if (!r->waiting)
		r->handlers->on_value(r->handlers->context, r->key_line, r->key,
				      r->value.text, r->value.len);
	return 1;
}
