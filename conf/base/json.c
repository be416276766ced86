/* conf/base/json.c - checks that a line is a JSON object, and escapes text for a JSON
 * string. */
#include "conf/base/json.h"

#include "conf/base/escape.h"

#include <stdint.h>
#include <string.h>

struct json_reader {
	const char *pos, *end;
};

static void skip_blanks(struct json_reader *r)
{
	while (r->pos < r->end &&
	       (*r->pos == ' ' || *r->pos == '\t' || *r->pos == '\r' || *r->pos == '\n'))
		r->pos++;
}

static bool take_char(struct json_reader *r, char c)
{
	if (r->pos >= r->end || *r->pos != c)
		return false;
	r->pos++;
	return true;
}

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool take_escape(struct json_reader *r)
{
	if (r->pos >= r->end)
		return false;
	char c = *r->pos++;
	if (c != 'u')
		return c != '\0' && strchr("\"\\/bfnrt", c) != NULL;
	for (int i = 0; i < 4; i++, r->pos++)
		if (r->pos >= r->end || !is_hex(*r->pos))
			return false;
	return true;
}

static bool take_string(struct json_reader *r)
{
	if (!take_char(r, '"'))
		return false;
	while (r->pos < r->end) {
		size_t n;

		if (take_char(r, '"'))
			return true;
		if (take_char(r, '\\')) {
			if (!take_escape(r))
				return false;
			continue;
		}
		n = utf8_character(r->pos, (size_t)(r->end - r->pos));
		if (n == 0 || (unsigned char)*r->pos < 0x20)
			return false;
		r->pos += n;
	}
	return false;
}

static size_t take_digits(struct json_reader *r)
{
	const char *from = r->pos;

	while (r->pos < r->end && *r->pos >= '0' && *r->pos <= '9')
		r->pos++;
	return (size_t)(r->pos - from);
}

static bool take_number(struct json_reader *r)
{
	take_char(r, '-');
	if (!take_char(r, '0') && take_digits(r) == 0)
		return false;
	if (take_char(r, '.') && take_digits(r) == 0)
		return false;
	if (take_char(r, 'e') || take_char(r, 'E')) {
		if (!take_char(r, '+'))
			take_char(r, '-');
		return take_digits(r) > 0;
	}
	return true;
}

static bool take_word(struct json_reader *r)
{
	static const char *const words[] = { "true", "false", "null" };

	for (size_t i = 0; i < 3; i++) {
		size_t n = strlen(words[i]);

		if ((size_t)(r->end - r->pos) >= n && memcmp(r->pos, words[i], n) == 0) {
			r->pos += n;
			return true;
		}
	}
	return false;
}

static bool take_scalar(struct json_reader *r)
{
	if (r->pos >= r->end)
		return false;
	if (*r->pos == '"')
		return take_string(r);
	if (*r->pos == '-' || (*r->pos >= '0' && *r->pos <= '9'))
		return take_number(r);
	return take_word(r);
}

static bool take_name(struct json_reader *r)
{
	skip_blanks(r);
	if (!take_string(r))
		return false;
	skip_blanks(r);
	if (!take_char(r, ':'))
		return false;
	skip_blanks(r);
	return true;
}

/* The open brackets. A bit mask, not recursion: a log line must not decide how much stack
 * we use. */
struct brackets {
	unsigned depth;
	unsigned long long objects; /* bit N is set if the bracket at depth N is a '{' */
};

static bool is_object(const struct brackets *n)
{
	return n->objects >> n->depth & 1;
}

/* Reads the '{' or '['. Returns 1 if a value must follow, 2 if the object or array is empty
 * and now closed, or 0 if the text is not JSON or is too deep. */
static int open_bracket(struct json_reader *r, struct brackets *n)
{
	bool object = *r->pos == '{';

	if (++n->depth > JSON_DEPTH_MAX)
		return 0;
	n->objects &= ~(1ull << n->depth);
	n->objects |= (unsigned long long)object << n->depth;
	r->pos++;
	skip_blanks(r);
	if (take_char(r, object ? '}' : ']')) {
		n->depth--;
		return 2;
	}
	return !object || take_name(r);
}

/* Closes the objects and arrays that end after this value, then skips the comma and, in an
 * object, the name before the next value. Returns false if the text is not JSON. */
static bool close_ended(struct json_reader *r, struct brackets *n)
{
	while (n->depth > 0) {
		skip_blanks(r);
		if (take_char(r, is_object(n) ? '}' : ']')) {
			n->depth--;
			continue;
		}
		if (!take_char(r, ','))
			return false;
		skip_blanks(r);
		return !is_object(n) || take_name(r);
	}
	return true;
}

bool json_is_object(const char *text, size_t len)
{
	struct json_reader r = { text, text + len };
	struct brackets n = { 0, 0 };

	skip_blanks(&r);
	if (r.pos >= r.end || *r.pos != '{')
		return false;
	do {
		if (r.pos < r.end && (*r.pos == '{' || *r.pos == '[')) {
			int opened = open_bracket(&r, &n);

			if (opened == 0)
				return false;
			if (opened == 1)
				continue;
		} else if (!take_scalar(&r)) {
			return false;
		}
		if (!close_ended(&r, &n))
			return false;
	} while (n.depth > 0);
	skip_blanks(&r);
	return r.pos == r.end;
}

static char *escape_byte(char *out, unsigned char c, const char *front)
{
	static const char hex[] = "0123456789abcdef";
	size_t n = strlen(front);

	memcpy(out, front, n);
	out[n] = hex[c >> 4];
	out[n + 1] = hex[c & 15];
	return out + n + 2;
}

/* Returns true if none of the eight bytes needs an escape or belongs to a multibyte
 * character. It may return false for plain bytes; the slow path then handles them. */
static bool all_ordinary(const char *text)
{
	const uint64_t ones = 0x0101010101010101u, tops = ones << 7;
	uint64_t w, quote, slash, del;

	memcpy(&w, text, sizeof w);
	quote = w ^ ones * '"';
	slash = w ^ ones * '\\';
	del = w ^ ones * 0x7f;
	return ((w | ((w - ones * 0x20) & ~w) | ((quote - ones) & ~quote) |
		 ((slash - ones) & ~slash) | ((del - ones) & ~del)) &
		tops) == 0;
}

size_t json_escape(char *out, const char *text, size_t len)
{
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	char *pos = out;

	for (size_t i = 0, n; i < len; i += n) {
		unsigned char c = (unsigned char)text[i];
		const char *escape;

		if (len - i >= 8 && all_ordinary(text + i)) {
			memcpy(pos, text + i, 8);
			pos += 8;
			n = 8;
			continue;
		}
		n = 1;
		if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
			*pos++ = (char)c;
		} else if (c != '\0' && (escape = strchr(from, c)) != NULL) {
			*pos++ = '\\';
			*pos++ = to[escape - from];
		} else if ((n = utf8_character(text + i, len - i)) == 0) {
			pos = escape_byte(pos, c, "\\\\x");
			n = 1;
		} else if (n == 1) {
			pos = escape_byte(pos, c, "\\u00");
		} else {
			memcpy(pos, text + i, n);
			pos += n;
		}
	}
	return (size_t)(pos - out);
}
