/* conf/base/json_reader.c - reads a flat JSON object.
 *
 * json_is_object() has checked the syntax before, so the code below only has to find the
 * ends of values, and to refuse what is not flat. */
#include "conf/base/json_reader.h"

#include "conf/base/json.h"

#include <string.h>

struct json_scan {
	char *pos;
};

static void skip_space(struct json_scan *s)
{
	s->pos += strspn(s->pos, " \t\r\n");
}

static unsigned hex_value(const char *digits)
{
	unsigned value = 0;

	for (int i = 0; i < 4; i++) {
		unsigned char c = (unsigned char)digits[i];

		value = value << 4 | (c <= '9' ? c - '0' + 0u : (c | 0x20u) - 'a' + 10u);
	}
	return value;
}

/* Reads the four digits of \u, and the second half of a surrogate pair. */
static uint32_t scan_code_point(struct json_scan *s)
{
	uint32_t high = hex_value(s->pos), low;

	s->pos += 4;
	if (high >= 0xd800 && high < 0xdc00 && s->pos[0] == '\\' && s->pos[1] == 'u') {
		low = hex_value(s->pos + 2);
		if (low >= 0xdc00 && low < 0xe000) {
			s->pos += 6;
			return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
		}
	}
	return high == 0 || (high >= 0xd800 && high < 0xe000) ? 0xfffd : high;
}

static char *put_utf8(char *out, uint32_t c)
{
	static const unsigned char marks[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	unsigned n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	for (unsigned i = n; i-- > 1; c >>= 6)
		out[i] = (char)(0x80 | (c & 0x3f));
	out[0] = (char)(marks[n == 1 ? 0 : n] | c);
	return out + n;
}

/* Decodes the string at the cursor to `out`, which is not behind the cursor, and ends it
 * with a NUL. Returns the end, after the NUL. The text never grows, because each escape is
 * at least as long as its character. */
static char *scan_string(struct json_scan *s, char *out)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";

	s->pos++;
	while (*s->pos != '"') {
		const char *found;
		char c = *s->pos++;

		if (c != '\\') {
			*out++ = c;
			continue;
		}
		c = *s->pos++;
		if (c == 'u')
			out = put_utf8(out, scan_code_point(s));
		else
			*out++ = (found = strchr(from, c)) != NULL ? to[found - from] : c;
	}
	s->pos++;
	*out++ = '\0';
	return out;
}

static void scan_number(struct json_scan *s, struct json_field *field)
{
	bool negative = *s->pos == '-';
	int64_t number = 0;

	s->pos += negative;
	for (; *s->pos >= '0' && *s->pos <= '9'; s->pos++)
		if (__builtin_mul_overflow(number, 10, &number) ||
		    __builtin_add_overflow(number, *s->pos - '0', &number))
			number = INT64_MAX;
	s->pos += strspn(s->pos, ".0123456789eE+-");
	field->kind = JSON_NUMBER;
	field->number = negative ? -number : number;
}

static bool scan_list(struct json_scan *s, struct json_field *field)
{
	char *out = s->pos;

	field->kind = JSON_LIST;
	field->text = out;
	s->pos++;
	for (skip_space(s); *s->pos != ']'; skip_space(s)) {
		if (*s->pos != '"')
			return false;
		out = scan_string(s, out);
		field->count++;
		skip_space(s);
		if (*s->pos == ',')
			s->pos++;
	}
	s->pos++;
	return true;
}

static bool scan_value(struct json_scan *s, struct json_field *field)
{
	switch (*s->pos) {
	case '"':
		field->kind = JSON_TEXT;
		field->text = s->pos;
		scan_string(s, s->pos);
		return true;
	case '[': return scan_list(s, field);
	case '{': return false;
	case 't':
		field->kind = JSON_TRUE;
		s->pos += 4;
		return true;
	case 'f':
		field->kind = JSON_FALSE;
		s->pos += 5;
		return true;
	case 'n': s->pos += 4; return true;
	default: scan_number(s, field); return true;
	}
}

bool json_read(char *line, size_t len, struct json_object *ret)
{
	struct json_scan s = { line };

	ret->count = 0;
	if (!json_is_object(line, len))
		return false;
	skip_space(&s);
	s.pos++;
	for (skip_space(&s); *s.pos != '}'; skip_space(&s)) {
		struct json_field field = { .name = s.pos };

		scan_string(&s, s.pos);
		skip_space(&s);
		s.pos++;
		skip_space(&s);
		if (!scan_value(&s, &field)) {
			ret->count = 0;
			return false;
		}
		if (ret->count < JSON_FIELDS_MAX)
			ret->fields[ret->count++] = field;
		skip_space(&s);
		if (*s.pos == ',')
			s.pos++;
	}
	return true;
}

const struct json_field *json_find(const struct json_object *object, const char *name)
{
	for (size_t i = 0; i < object->count; i++)
		if (strcmp(object->fields[i].name, name) == 0)
			return &object->fields[i];
	return NULL;
}

const char *json_text(const struct json_object *object, const char *name)
{
	const struct json_field *field = json_find(object, name);

	return field != NULL && field->kind == JSON_TEXT ? field->text : "";
}

int64_t json_number(const struct json_object *object, const char *name, int64_t otherwise)
{
	const struct json_field *field = json_find(object, name);

	return field != NULL && field->kind == JSON_NUMBER ? field->number : otherwise;
}

bool json_is_true(const struct json_object *object, const char *name)
{
	const struct json_field *field = json_find(object, name);

	return field != NULL && field->kind == JSON_TRUE;
}

const char *json_item(const struct json_field *list, size_t i)
{
	const char *text;

	if (list == NULL || list->kind != JSON_LIST || i >= list->count)
		return NULL;
	for (text = list->text; i > 0; i--)
		text += strlen(text) + 1;
	return text;
}
