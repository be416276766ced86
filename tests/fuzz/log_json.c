/* tests/fuzz/log_json.c - reads the logger's JSON lines with a separate parser. */
#include "tests/fuzz/log_json.h"

#include "conf/base/escape.h"

/* Do not instrument the checker: the fuzzer must explore the logger only. */
#pragma clang attribute push(__attribute__((no_sanitize("coverage"))), apply_to = function)

static bool read_value(struct json_line *j, unsigned depth);

static void skip_blanks(struct json_line *j)
{
	while (j->pos < j->end && strchr(" \t\r\n", *j->pos) && *j->pos)
		j->pos++;
}

static bool skip(struct json_line *j, char c)
{
	return j->pos < j->end && *j->pos == c ? j->pos++, true : false;
}

static bool skip_word(struct json_line *j, const char *w)
{
	size_t n = strlen(w);

	if ((size_t)(j->end - j->pos) < n || memcmp(j->pos, w, n) != 0)
		return false;
	j->pos += n;
	return true;
}

static bool read_escape(struct json_line *j, struct text *ret)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	char c = j->pos < j->end ? *j->pos++ : 0;
	const char *known = c ? strchr(from, c) : NULL;
	unsigned code = 0;

	if (known) {
		text_add(ret, &to[known - from], 1);
		return true;
	}
	for (int i = 0; i < 4; i++) {
		const char *hex = "0123456789abcdefABCDEF", *digit;

		if (j->pos >= j->end || !*j->pos || !(digit = strchr(hex, *j->pos++)))
			return false;
		code = code * 16 +
		       (unsigned)(digit - hex > 15 ? digit - hex - 6 : digit - hex);
	}
	c = (char)code; /* the logger escapes only control characters this way */
	text_add(ret, &c, 1);
	return c == (char)code && known == NULL && *(j->pos - 5) == 'u';
}

static bool read_string(struct json_line *j, struct text *ret)
{
	ret->len = 0;
	if (!skip(j, '"'))
		return false;
	while (j->pos < j->end && *j->pos != '"') {
		size_t n = utf8_character(j->pos, (size_t)(j->end - j->pos));

		if (n == 0 || (unsigned char)*j->pos < 0x20)
			return false;
		if (skip(j, '\\')) {
			if (!read_escape(j, ret))
				return false;
			continue;
		}
		text_add(ret, j->pos, n);
		j->pos += n;
	}
	return skip(j, '"');
}

static bool read_number(struct json_line *j)
{
	const char *from = j->pos;

	skip(j, '-');
	if (!skip(j, '0')) {
		if (j->pos >= j->end || *j->pos < '1' || *j->pos > '9')
			return false;
		while (j->pos < j->end && *j->pos >= '0' && *j->pos <= '9')
			j->pos++;
	}
	while (j->pos < j->end && *j->pos && strchr("0123456789.eE+-", *j->pos))
		j->pos++;
	return j->pos > from;
}

static bool read_member(struct json_line *j, unsigned depth)
{
	struct text name = { 0 };
	bool ok = (skip_blanks(j), read_string(j, &name)) && (skip_blanks(j), skip(j, ':'));
	const char *from;

	text_add(&name, "", 1);
	skip_blanks(j);
	from = j->pos;
	if (ok && depth == 0 && strcmp(name.at, "text") == 0) {
		ok = j->has_text = read_string(j, &j->text);
	} else if (ok && depth == 0 && strcmp(name.at, "service") == 0) {
		ok = read_string(j, &j->service);
	} else if (ok) {
		ok = read_value(j, depth + 1);
		if (depth == 0 && strcmp(name.at, "json") == 0) {
			j->object = from;
			j->object_len = (size_t)(j->pos - from);
		}
		j->part |= depth == 0 && strcmp(name.at, "part") == 0;
	}
	free(name.at);
	return ok;
}

static bool read_value(struct json_line *j, unsigned depth)
{
	struct text ignored = { 0 };
	bool ok = true, object = j->pos < j->end && *j->pos == '{';

	skip_blanks(j);
	if (depth > 200 || j->pos >= j->end)
		return false;
	if (*j->pos == '"') {
		ok = read_string(j, &ignored);
		free(ignored.at);
		return ok;
	}
	if (skip(j, '{') || skip(j, '[')) {
		skip_blanks(j);
		if (skip(j, object ? '}' : ']'))
			return true;
		do {
			ok = object ? read_member(j, depth) : read_value(j, depth + 1);
			skip_blanks(j);
		} while (ok && skip(j, ','));
		return ok && skip(j, object ? '}' : ']');
	}
	return skip_word(j, "true") || skip_word(j, "false") || skip_word(j, "null") ||
	       read_number(j);
}

bool json_line_read(struct json_line *j, const char *line, size_t len)
{
	j->pos = line;
	j->end = line + len;
	return len > 0 && *line == '{' && read_value(j, 0) && j->pos == j->end;
}

#pragma clang attribute pop
