/* supervisor/logger/format/reply_line.c - formats log lines as replies of the control
 * socket. */
#include "supervisor/logger/format/reply_line.h"

#include "conf/base/escape.h"
#include "conf/base/json.h"

#include <stdio.h>
#include <string.h>

#define NAME_BYTES_MAX 64u   /* a name has at most 43 bytes (conf/lang/name_syntax.h) */
#define TEXT_BYTES_MAX 3072u /* of one reply line, before they are escaped */

static const char part_member[] = "\"part\":true,";

/* Returns the greatest length up to `len` that does not end within a character. */
static size_t cut_between_characters(const char *text, size_t len)
{
	size_t n = len;

	for (int i = 0; i < 3 && n > 1 && ((unsigned char)text[n - 1] & 0xc0) == 0x80; i++)
		n--;
	if (n > 1 && (unsigned char)text[n - 1] >= 0xc0 &&
	    utf8_character(text + n - 1, len - (n - 1)) == 0)
		return n - 1;
	return len;
}

/* Escapes as much of the text as fits into `room` bytes. Returns the escaped length. */
static size_t escape_some(char *out, const char *text, size_t len, size_t room,
			  size_t *ret_taken)
{
	size_t n = len < TEXT_BYTES_MAX ? len : TEXT_BYTES_MAX, size;

	for (;;) {
		if (n < len)
			n = cut_between_characters(text, n);
		size = json_escape(out, text, n);
		if (size <= room)
			break;
		n /= 2;
	}
	*ret_taken = n;
	return size;
}

static size_t format_head(const struct reply_line *line, char *out)
{
	char name[JSON_ESCAPE_MAX * NAME_BYTES_MAX + 1], pid[24] = "";
	size_t len = strlen(line->name);

	name[json_escape(name, line->name, len < NAME_BYTES_MAX ? len : NAME_BYTES_MAX)] =
		'\0';
	if (line->pid != 0)
		snprintf(pid, sizeof pid, "\"pid\":%u,", line->pid);
	return (size_t)snprintf(out, REPLY_LINE_MAX,
				"{\"type\":\"line\",\"at_ms\":%llu,\"name\":\"%s\","
				"\"stream\":\"%s\",%s",
				(unsigned long long)(line->at_usec / 1000), name,
				line->stream, pid);
}

size_t reply_line_format(const struct reply_line *line, char out[REPLY_LINE_MAX],
			 size_t *ret_taken)
{
	static char escaped[JSON_ESCAPE_MAX * TEXT_BYTES_MAX];
	size_t head = format_head(line, out), len = line->len, size;

	if (!line->part && len > 0 && line->text[len - 1] == '\r')
		len--;
	size = escape_some(escaped, line->text, len,
			   REPLY_LINE_MAX - head - sizeof part_member - 16, ret_taken);
	if (line->part || *ret_taken < len)
		head += (size_t)snprintf(out + head, REPLY_LINE_MAX - head, "%s",
					 part_member);
	else
		*ret_taken = line->len;
	head += (size_t)snprintf(out + head, REPLY_LINE_MAX - head, "\"text\":\"");
	memcpy(out + head, escaped, size);
	memcpy(out + head + size, "\"}\n", 3);
	return head + size + 3;
}

size_t reply_message_format(const char *level, const char *text, char out[REPLY_LINE_MAX])
{
	char printable[512], escaped[JSON_ESCAPE_MAX * sizeof printable];

	printable_text(text, strlen(text), printable, sizeof printable);
	escaped[json_escape(escaped, printable, strlen(printable))] = '\0';
	return (size_t)snprintf(out, REPLY_LINE_MAX,
				"{\"type\":\"message\",\"level\":\"%s\",\"text\":\"%s\"}\n",
				level, escaped);
}
