/* supervisor/logger/format/line_bounds.c - finds the ends of lines, and cuts long lines. */
#include "supervisor/logger/format/log_lines.h"

#include <string.h>

/* Returns the length of the first part of a line that is too long. A part does not end
 * inside a UTF-8 character, because its other bytes may not have been read yet. */
static size_t part_length(const char *text)
{
	for (size_t i = 1; i <= 3; i++) {
		unsigned char c = (unsigned char)text[LINE_BYTES_MAX - i];

		if (c >= 0xc2 && c <= 0xf4) { /* a first byte of a character, RFC 3629 */
			size_t n = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;

			return i < n ? LINE_BYTES_MAX - i : LINE_BYTES_MAX;
		}
		if (c < 0x80 || c >= 0xc0)
			break;
	}
	return LINE_BYTES_MAX;
}

size_t lines_span(const char *text, size_t len, bool *ret_part)
{
	size_t taken = 0;

	*ret_part = false;
	while (taken < len) {
		size_t window =
			len - taken > LINE_BYTES_MAX + 1 ? LINE_BYTES_MAX + 1 : len - taken;
		const char *last = memrchr(text + taken, '\n', window);

		if (last == NULL)
			break;
		taken = (size_t)(last + 1 - text);
	}
	if (taken > 0 || len <= LINE_BYTES_MAX)
		return taken;
	*ret_part = true;
	return part_length(text);
}

size_t lines_complete(const char *text, size_t len)
{
	size_t limit = 0, n;
	bool part;

	while ((n = lines_span(text + limit, len - limit, &part)) > 0)
		limit += n;
	return limit;
}

/* Returns the length of the first line, or part of a line. */
static size_t first_length(const char *text, size_t len)
{
	size_t window = len > LINE_BYTES_MAX + 1 ? LINE_BYTES_MAX + 1 : len;
	const char *nl = memchr(text, '\n', window);

	if (nl != NULL)
		return (size_t)(nl + 1 - text);
	return len > LINE_BYTES_MAX ? part_length(text) : len;
}

size_t lines_count(const char *text, size_t len)
{
	size_t count = 0;

	for (size_t i = 0; i < len; i += first_length(text + i, len - i))
		count++;
	return count;
}

size_t lines_prefix_length(const char *text, size_t len, size_t max)
{
	size_t i = 0;

	while (max-- > 0 && i < len)
		i += first_length(text + i, len - i);
	return i;
}
