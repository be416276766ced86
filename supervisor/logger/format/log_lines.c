/* supervisor/logger/format/log_lines.c - from a service's bytes to lines in their shape.
 *
 * The two shapes that a flood has, plain and prefix, are the fast way: one pass that
 * looks for newlines and copies. */
#include "supervisor/logger/format/log_lines.h"

#include "conf/base/escape.h"
#include "conf/base/json.h"

#include <stdio.h>
#include <string.h>

/* Of a line that is too long: not inside a character, whose end may not be here yet. */
static size_t part_length(const char *text)
{
	for (size_t i = 1; i <= 3; i++) {
		unsigned char c = (unsigned char)text[LINE_BYTES_MAX - i];

		if (c >= 0xc2 && c <= 0xf4) { /* RFC 3629: the first byte of one */
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

/* The first line or part of a line that comes out of `text`. */
static size_t first(const char *text, size_t len)
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

	for (size_t at = 0; at < len; at += first(text + at, len - at))
		count++;
	return count;
}

size_t lines_prefix_length(const char *text, size_t len, size_t most)
{
	size_t at = 0;

	while (most-- > 0 && at < len)
		at += first(text + at, len - at);
	return at;
}

/* ---- one line, slowly ---- */

static char *put(char *out, const char *text, size_t len)
{
	memcpy(out, text, len);
	return out + len;
}

static char *put_word(char *out, const char *word)
{
	return put(out, word, strlen(word));
}

static size_t one_json(const struct line_style *s, const char *text, size_t len, bool part,
		       char *out)
{
	char *at = put(out, s->head, s->head_len);

	if (len > 0 && text[len - 1] == '\r')
		len--;
	if (!part && json_is_object(text, len)) {
		at = put_word(at, "\"json\":");
		at = put(at, text, len);
	} else {
		at = put_word(at, part ? "\"part\":true,\"text\":\"" : "\"text\":\"");
		at += json_escape(at, text, len);
		*at++ = '"';
	}
	at = put(at, "}\n", 2);
	return (size_t)(at - out);
}

/* `text` without its newline. */
static size_t one(const struct line_style *s, const char *text, size_t len, bool part,
		  char *out)
{
	char *at = out;

	if (s->format == LINE_JSON)
		return one_json(s, text, len, part, out);
	if (s->format != LINE_PREFIX || len == 0 || text[0] != '{')
		at = put(at, s->head, s->head_len);
	if (s->is_terminal) {
		if (len > 0 && text[len - 1] == '\r')
			len--;
		at += escape_line(at, text, len);
	} else {
		at = put(at, text, len);
	}
	if (part)
		at = put_word(at, LINE_PART_MARK);
	*at++ = '\n';
	return (size_t)(at - out);
}

static size_t slow(const struct line_style *s, const char *text, size_t len, char *out,
		   size_t room, size_t *used)
{
	size_t taken = 0;

	while (taken < len && room - *used >= LINE_FORMATTED_MAX) {
		const char *nl = memchr(text + taken, '\n', len - taken);
		size_t line = (size_t)(nl - (text + taken));

		*used += one(s, text + taken, line, false, out + *used);
		taken += line + 1;
	}
	return taken;
}

/* ---- many lines, fast ---- */

#define BLOCK 16u /* copies are whole blocks: both sides have slack for one */

/* memcpy for the lengths that lines have: no call. Writes up to 15 bytes too many. */
static inline char *copy(char *out, const char *text, size_t len)
{
	if (len > 256)
		return put(out, text, len);
	for (size_t i = 0; i < len; i += BLOCK)
		memcpy(out + i, text + i, BLOCK);
	return out + len;
}

static size_t prefixed(const struct line_style *s, const char *text, size_t len, char *out,
		       size_t room, size_t *used)
{
	const char *at = text, *end = text + len, *nl;
	const char *most = out + room - LINE_FORMATTED_MAX;
	char *to = out + *used;

	while (at < end && to <= most) {
		nl = memchr(at, '\n', (size_t)(end - at));
		if (*at != '{' || s->format == LINE_PLAIN)
			to = copy(to, s->head, s->head_len);
		size_t n = (size_t)(nl + 1 - at);
		/* The last lines: the blocks must not end behind the text. */
		to = (size_t)(end - at) >= n + BLOCK ? copy(to, at, n) : put(to, at, n);
		at = nl + 1;
	}
	*used = (size_t)(to - out);
	return (size_t)(at - text);
}

static size_t whole(const struct line_style *s, const char *text, size_t len, char *out,
		    size_t room, size_t *used)
{
	if (s->format == LINE_JSON || s->is_terminal)
		return slow(s, text, len, out, room, used);
	if (s->head_len > 0)
		return prefixed(s, text, len, out, room, used);
	if (len > room - *used)
		len = lines_complete(text, room - *used);
	memcpy(out + *used, text, len);
	*used += len;
	return len;
}

size_t lines_format(const struct line_style *style, const char *text, size_t len, char *out,
		    size_t room, size_t *ret_used)
{
	size_t taken = 0, used = 0;

	while (taken < len && room - used >= LINE_FORMATTED_MAX) {
		bool part;
		size_t n = lines_span(text + taken, len - taken, &part);

		if (n == 0) { /* the last part, whose line goes on behind `text` */
			n = len - taken;
			part = true;
		}
		if (part)
			used += one(style, text + taken, n, true, out + used);
		else
			n = whole(style, text + taken, n, out, room, &used);
		taken += n;
	}
	*ret_used = used;
	return taken;
}

bool lines_unchanged(const struct line_style *style, const char *text, size_t len)
{
	bool part;

	return style->format == LINE_PLAIN && !style->is_terminal && style->head_len == 0 &&
	       lines_span(text, len, &part) == len && !part;
}

/* ---- what stands before a line ---- */

static void head_json(struct line_style *s, const struct line_origin *f)
{
	char instance[32] = "", pid[32] = "";
	int n;

	if (f->instance > 0)
		snprintf(instance, sizeof instance, "\"instance\":%u,", f->instance);
	if (f->pid > 0)
		snprintf(pid, sizeof pid, "\"pid\":%ld,", f->pid);
	n = snprintf(s->head, sizeof s->head,
		     "{\"time\":\"%s\",\"service\":\"%.64s\",%s%s\"stream\":\"%.16s\",%s",
		     f->time, f->service,
		     strncmp(f->name, "setup ", 6) == 0 ? "\"setup\":true," : "", instance,
		     f->stream, pid);
	s->head_len = n < 0 ? 0 : (size_t)n;
}

void lines_head(struct line_style *s, const struct line_origin *f)
{
	int n = 0;

	if (s->format == LINE_JSON) {
		head_json(s, f);
		return;
	}
	if (s->format == LINE_PREFIX && f->colour > 0)
		n = snprintf(s->head, sizeof s->head, "%s\033[%dm%.80s |\033[0m ", f->time,
			     f->colour, f->name);
	else if (s->format == LINE_PREFIX)
		n = snprintf(s->head, sizeof s->head, "%s%.80s | ", f->time, f->name);
	else
		n = snprintf(s->head, sizeof s->head, "%s", f->time);
	s->head_len = n < 0 ? 0 : (size_t)n;
}
