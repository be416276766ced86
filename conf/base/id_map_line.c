/* conf/base/id_map_line.c - reads the lines of a uid_map or gid_map file. */
#include "conf/base/id_map_line.h"

#include <stddef.h>

static const char *read_number(const char *text, uint32_t *ret)
{
	uint64_t n = 0;
	const char *first;

	while (*text == ' ' || *text == '\t' || *text == '\n')
		text++;
	first = text;
	for (; *text >= '0' && *text <= '9'; text++) {
		n = n * 10 + (uint64_t)(*text - '0');
		if (n > UINT32_MAX)
			return NULL;
	}
	*ret = (uint32_t)n;
	return text == first ? NULL : text;
}

const char *id_map_line_read(const char *text, struct id_map_line *ret)
{
	text = read_number(text, &ret->inside);
	text = text == NULL ? NULL : read_number(text, &ret->outside);
	return text == NULL ? NULL : read_number(text, &ret->count);
}
