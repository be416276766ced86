/* supervisor/proc/stat_line.c - reads the text of /proc/PID/stat. Pure. */
#include "supervisor/proc/stat_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The name may contain any byte, so the other fields begin after the last ')'. */
bool stat_line_parse(const char *text, enum stat_field last, struct stat_line *ret)
{
	const char *name = strchr(text, '('), *end = strrchr(text, ')'), *pos;

	if (name == NULL || end == NULL || end < name || end[1] != ' ' || end[2] == '\0')
		return false;
	snprintf(ret->name, sizeof ret->name, "%.*s", (int)(end - name - 1), name + 1);
	ret->state = end[2];
	pos = end + 2;
	for (int field = STAT_PARENT; field <= (int)last; field++) {
		pos = strchr(pos, ' ');
		if (pos == NULL)
			return false;
		ret->fields[field] = strtoull(++pos, NULL, 10);
	}
	return true;
}
