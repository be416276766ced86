/* conf/lang/lines.c - reads the lines of a file, limits their length, and separates
 * comments. */
#include "conf/lang/lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool text_buffer_append(struct text_buffer *buffer, const char *text, size_t len)
{
	if (buffer->size - buffer->len < len + 1) {
		size_t size = buffer->size * 2 > buffer->len + len + 1
				      ? buffer->size * 2
				      : buffer->len + len + 256;
		char *grown = realloc(buffer->text, size);

		if (!grown)
			return false;
		buffer->text = grown;
		buffer->size = size;
	}
	if (len > 0)
		memcpy(buffer->text + buffer->len, text, len);
	buffer->len += len;
	buffer->text[buffer->len] = '\0';
	return true;
}

bool line_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

size_t line_trimmed(const char *text, size_t len)
{
	while (len > 0 && line_is_blank(text[len - 1])) {
		size_t slashes = 0;

		while (slashes < len - 1 && text[len - 2 - slashes] == '\\')
			slashes++;
		if (slashes % 2 == 1)
			break;
		len--;
	}
	return len;
}

struct line_faults {
	bool nul, too_long;
};

/* Reads to the end of the line. Drops the bytes beyond `line_max` and sets `too_long`,
 * which read_line() reports unless the line is a comment. */
static void read_bytes(struct lines *lines, struct line_faults *faults)
{
	int c = EOF;

	while (lines->error == 0 && lines->bytes_read < lines->file_max &&
	       (c = getc_unlocked(lines->file)) != EOF && c != '\n') {
		char byte = (char)c;

		lines->bytes_read++;
		faults->nul |= c == '\0';
		if (lines->line.len > lines->line_max)
			faults->too_long = true;
		else if (!text_buffer_append(&lines->line, &byte, 1))
			lines->error = -ENOMEM;
	}
	lines->bytes_read += c == '\n';
	if (c == EOF && ferror(lines->file))
		lines->error = errno != 0 ? -errno : -EIO;
	if (lines->bytes_read >= lines->file_max) {
		lines->on_error(lines->context, lines->number,
				"the file is too large to be a configuration");
		lines->ended = true;
	}
	lines->ended |= c == EOF;
}

/* Drops the CR of a CR LF and, in the first line, a UTF-8 byte order mark. */
static void drop_marks(struct lines *lines)
{
	struct text_buffer *line = &lines->line;

	if (line->len > 0 && line->text[line->len - 1] == '\r')
		line->text[--line->len] = '\0';
	if (lines->number == 1 && line->len >= 3 &&
	    memcmp(line->text, "\xef\xbb\xbf", 3) == 0) {
		line->len -= 3;
		memmove(line->text, line->text + 3, line->len + 1);
	}
}

static bool read_line(struct lines *lines)
{
	struct text_buffer *line = &lines->line;
	struct line_faults faults = { false, false };

	if (lines->ended || lines->error != 0)
		return false;
	line->len = 0;
	lines->number++;
	if (!text_buffer_append(line, "", 0))
		lines->error = -ENOMEM;
	read_bytes(lines, &faults);
	if (lines->error != 0 || (lines->ended && line->len == 0 && !faults.nul))
		return false;
	drop_marks(lines);
	if (faults.nul) {
		lines->on_error(lines->context, lines->number,
				"a NUL byte: not a text file; the rest is not read");
		lines->ended = true;
		return false;
	}
	if (faults.too_long && line->text[0] != '#' && line->text[0] != ';') {
		lines->on_error(lines->context, lines->number,
				"the line is too long (a value: at most 256 KiB)");
		line->text[line->len = 0] = '\0';
	}
	return true;
}

const char *lines_next(struct lines *lines)
{
	while (lines->pending || read_line(lines)) {
		size_t from = 0;

		lines->pending = true;
		while (line_is_blank(lines->line.text[from]))
			from++;
		if (lines->line.text[from] != '#' && lines->line.text[from] != ';')
			return lines->line.text + from;
		if (lines->on_comment)
			lines->on_comment(lines->context, lines->line.text + from);
		lines->pending = false;
	}
	return NULL;
}

void lines_done(struct lines *lines)
{
	free(lines->line.text);
	lines->line = (struct text_buffer){ 0 };
}
