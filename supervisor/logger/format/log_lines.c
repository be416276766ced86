/* supervisor/logger/format/log_lines.c - formats a service's bytes as lines.
 *
 * Services that write very much mostly use the formats plain and prefix. These have a fast
 * path: one pass that searches for newlines and copies. */
#include "supervisor/logger/format/log_lines.h"

#include "conf/base/escape.h"
#include "conf/base/json.h"
#include "conf/base/own_line.h"

#include <string.h>

/* ---- formatting one line ---- */

static char *append_text(char *to, const char *text, size_t len)
{
	memcpy(to, text, len);
	return to + len;
}

static char *append_string(char *to, const char *string)
{
	return append_text(to, string, strlen(string));
}

static size_t format_json_line(const struct line_style *style, const char *text, size_t len,
			       bool part, char *out)
{
	char *to = append_text(out, style->head, style->head_len);

	if (len > 0 && text[len - 1] == '\r')
		len--;
	if (!part && json_is_object(text, len)) {
		to = append_string(to, "\"json\":");
		to = append_text(to, text, len);
	} else {
		to = append_string(to, part ? "\"part\":true,\"text\":\"" : "\"text\":\"");
		to += json_escape(to, text, len);
		*to++ = '"';
	}
	to = append_text(to, "}\n", 2);
	return (size_t)(to - out);
}

/* `text` has no newline. */
static size_t format_line(const struct line_style *style, const char *text, size_t len,
			  bool part, char *out)
{
	char *to = style->erases ? append_string(out, OWN_ERASE) : out;

	if (style->format == LINE_JSON)
		return (size_t)(to - out) + format_json_line(style, text, len, part, to);
	if (style->format != LINE_PREFIX || len == 0 || text[0] != '{')
		to = append_text(to, style->head, style->head_len);
	if (style->is_terminal) {
		if (len > 0 && text[len - 1] == '\r')
			len--;
		to += escape_line(to, text, len);
	} else {
		to = append_text(to, text, len);
	}
	if (part)
		to = append_string(to, LINE_PART_MARK);
	*to++ = '\n';
	return (size_t)(to - out);
}

static size_t format_each(const struct line_style *style, const char *text, size_t len,
			  struct formatted_lines *buffer)
{
	size_t taken = 0;

	while (taken < len && buffer->capacity - buffer->used >= LINE_FORMATTED_MAX) {
		const char *nl = memchr(text + taken, '\n', len - taken);
		size_t line = (size_t)(nl - (text + taken));

		buffer->used += format_line(style, text + taken, line, false,
					    buffer->text + buffer->used);
		taken += line + 1;
	}
	return taken;
}

/* ---- formatting many lines ---- */

#define BLOCK_BYTES 16u /* unit of a copy; source and target have room for one more block */

/* Inline memcpy() for usual line lengths. Reads and writes up to 15 bytes too many. */
static inline char *append_blocks(char *to, const char *text, size_t len)
{
	if (len > 256)
		return append_text(to, text, len);
	for (size_t i = 0; i < len; i += BLOCK_BYTES)
		memcpy(to + i, text + i, BLOCK_BYTES);
	return to + len;
}

/* Does not copy the last lines in blocks, because a block could reach beyond the text. */
static size_t format_prefixed(const struct line_style *style, const char *text, size_t len,
			      struct formatted_lines *buffer)
{
	const char *from = text, *end = text + len, *nl;
	const char *last = buffer->text + buffer->capacity - LINE_FORMATTED_MAX;
	char *to = buffer->text + buffer->used;

	while (from < end && to <= last) {
		nl = memchr(from, '\n', (size_t)(end - from));
		if (*from != '{' || style->format == LINE_PLAIN)
			to = append_blocks(to, style->head, style->head_len);
		size_t n = (size_t)(nl + 1 - from);
		to = (size_t)(end - from) >= n + BLOCK_BYTES ? append_blocks(to, from, n)
							     : append_text(to, from, n);
		from = nl + 1;
	}
	buffer->used = (size_t)(to - buffer->text);
	return (size_t)(from - text);
}

static size_t format_whole_lines(const struct line_style *style, const char *text,
				 size_t len, struct formatted_lines *buffer)
{
	if (style->format == LINE_JSON || style->is_terminal)
		return format_each(style, text, len, buffer);
	if (style->head_len > 0)
		return format_prefixed(style, text, len, buffer);
	if (len > buffer->capacity - buffer->used)
		len = lines_complete(text, buffer->capacity - buffer->used);
	memcpy(buffer->text + buffer->used, text, len);
	buffer->used += len;
	return len;
}

size_t lines_format(const struct line_style *style, const char *text, size_t len,
		    struct formatted_lines *buffer)
{
	size_t taken = 0;

	buffer->used = 0;
	while (taken < len && buffer->capacity - buffer->used >= LINE_FORMATTED_MAX) {
		bool part;
		size_t n = lines_span(text + taken, len - taken, &part);

		if (n == 0) { /* the last part of a line that continues after `text` */
			n = len - taken;
			part = true;
		}
		if (part)
			buffer->used += format_line(style, text + taken, n, true,
						    buffer->text + buffer->used);
		else
			n = format_whole_lines(style, text + taken, n, buffer);
		taken += n;
	}
	return taken;
}

bool lines_unchanged(const struct line_style *style, const char *text, size_t len)
{
	bool part;

	return style->format == LINE_PLAIN && !style->is_terminal && style->head_len == 0 &&
	       lines_span(text, len, &part) == len && !part;
}
