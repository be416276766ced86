/* init/runtime/subids.c - reads /etc/subuid, /etc/subgid and /etc/passwd strictly. */
#include "init/runtime/subids.h"

#include "conf/base/number.h"
#include "init/sys/regular_file.h"

#include <stdlib.h>
#include <string.h>

#define FILE_MAX_BYTES (1 << 20)
#define LINE_MAX_BYTES 512

/* Stores the next line without its newline in line[], or "" if it is too long. Returns
 * false at the end of the text. */
static bool next_line(const char **cursor, char line[LINE_MAX_BYTES])
{
	if (**cursor == '\0')
		return false;
	size_t length = strcspn(*cursor, "\n");
	size_t kept = length < LINE_MAX_BYTES ? length : 0;

	memcpy(line, *cursor, kept);
	line[kept] = '\0';
	*cursor += length + ((*cursor)[length] == '\n');
	return true;
}

/* Splits `line` at its colons into at most `max` fields. The last field contains the rest
 * of the line. Returns the number of fields. */
static size_t split_fields(char *line, char **fields, size_t max)
{
	size_t count = 0;

	while (count < max) {
		fields[count++] = line;
		char *colon = count < max ? strchr(line, ':') : NULL;

		if (!colon)
			break;
		*colon = '\0';
		line = colon + 1;
	}
	return count;
}

size_t subids_parse(const char *text, const char *name, uint32_t id,
		    struct subid_range *ret, size_t max)
{
	char line[LINE_MAX_BYTES], *field[3];
	size_t found = 0;

	while (found < max && next_line(&text, line)) {
		uint32_t owner = 0, start = 0, count = 0;

		if (split_fields(line, field, 3) != 3)
			continue;
		bool named = name && strcmp(field[0], name) == 0;
		bool numbered = number_parse_id(field[0], &owner) && owner == id;
		if (!named && !numbered)
			continue;
		if (!number_parse_id(field[1], &start) ||
		    !number_parse_id(field[2], &count) || count == 0 ||
		    start > UINT32_MAX - count)
			continue;
		ret[found++] = (struct subid_range){ start, count };
	}
	return found;
}

bool passwd_name(const char *text, uint32_t uid, char *ret, size_t size)
{
	char line[LINE_MAX_BYTES], *field[4];

	while (next_line(&text, line)) {
		uint32_t id = 0;

		if (split_fields(line, field, 4) != 4 || field[0][0] == '\0' ||
		    !number_parse_id(field[2], &id) || id != uid ||
		    strlen(field[0]) >= size)
			continue;
		strcpy(ret, field[0]);
		return true;
	}
	return false;
}

/* Returns the text of the file, which the caller frees, or NULL if it cannot be read. */
static char *read_file(const char *path)
{
	char *text;
	size_t len;

	return read_regular_file(path, FILE_MAX_BYTES, &text, &len) == 0 ? text : NULL;
}

size_t subids_read(const char *path, const char *name, uint32_t id, struct subid_range *ret,
		   size_t max)
{
	char *text = read_file(path);
	size_t found = text ? subids_parse(text, name, id, ret, max) : 0;

	free(text);
	return found;
}

bool passwd_read_name(const char *path, uint32_t uid, char *ret, size_t size)
{
	char *text = read_file(path);
	bool found = text && passwd_name(text, uid, ret, size);

	free(text);
	return found;
}
