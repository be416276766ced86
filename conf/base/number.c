/* conf/base/number.c - parses numbers, durations, sizes and ids. */
#include "conf/base/number.h"

static char lower_case(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool equals_word(const char *text, const char *word)
{
	while (*text != '\0' && lower_case(*text) == *word) {
		text++;
		word++;
	}
	return *text == '\0' && *word == '\0';
}

/* Reads the leading digits and sets *ret_rest to the text after them. Returns false if
 * there are no digits or the number does not fit. */
static bool parse_digits(const char *text, int base, int64_t *ret, const char **ret_rest)
{
	int64_t n = 0;
	const char *pos = text;

	for (; *pos >= '0' && *pos < '0' + base; pos++) {
		if (__builtin_mul_overflow(n, (int64_t)base, &n) ||
		    __builtin_add_overflow(n, (int64_t)(*pos - '0'), &n))
			return false;
	}
	if (pos == text)
		return false;
	*ret = n;
	*ret_rest = pos;
	return true;
}

bool number_parse(const char *text, int64_t *ret)
{
	const char *rest;
	int64_t n;

	if (!parse_digits(text, 10, &n, &rest) || *rest != '\0')
		return false;
	*ret = n;
	return true;
}

bool number_parse_signed(const char *text, int64_t *ret)
{
	bool negative = text[0] == '-';
	int64_t n;

	if (!number_parse(text + negative, &n))
		return false;
	*ret = negative ? -n : n;
	return true;
}

bool number_parse_octal(const char *text, int64_t *ret)
{
	const char *rest;
	int64_t n;

	if (!parse_digits(text, 8, &n, &rest) || *rest != '\0' || n > 07777)
		return false;
	*ret = n;
	return true;
}

static bool scale(int64_t n, int64_t unit, int64_t *ret)
{
	if (__builtin_mul_overflow(n, unit, &n))
		return false;
	*ret = n;
	return true;
}

bool number_parse_msec(const char *text, msec *ret)
{
	const char *rest;
	int64_t n;

	if (!parse_digits(text, 10, &n, &rest))
		return false;
	switch (rest[0]) {
	case '\0':
		if (n != 0)
			return false;
		*ret = 0;
		return true;
	case 'm':
		if (rest[1] == 's' && rest[2] == '\0')
			return scale(n, 1, ret);
		return rest[1] == '\0' && scale(n, MINUTES(1), ret);
	case 's': return rest[1] == '\0' && scale(n, SECONDS(1), ret);
	case 'h': return rest[1] == '\0' && scale(n, HOURS(1), ret);
	default: return false;
	}
}

bool number_parse_size(const char *text, int64_t *ret)
{
	const char *rest;
	int64_t n, unit = 1;

	if (!parse_digits(text, 10, &n, &rest))
		return false;
	switch (rest[0]) {
	case '\0': return scale(n, 1, ret);
	case 'K': unit = (int64_t)1 << 10; break;
	case 'M': unit = (int64_t)1 << 20; break;
	case 'G': unit = (int64_t)1 << 30; break;
	case 'T': unit = (int64_t)1 << 40; break;
	default: return false;
	}
	return rest[1] == '\0' && scale(n, unit, ret);
}

bool number_parse_bool(const char *text, bool *ret)
{
	if (equals_word(text, "yes") || equals_word(text, "true") ||
	    equals_word(text, "on") || equals_word(text, "1")) {
		*ret = true;
		return true;
	}
	if (equals_word(text, "no") || equals_word(text, "false") ||
	    equals_word(text, "off") || equals_word(text, "0")) {
		*ret = false;
		return true;
	}
	return false;
}

bool number_parse_id(const char *text, uint32_t *ret)
{
	int64_t n;

	if (!number_parse(text, &n) || n >= (int64_t)UINT32_MAX)
		return false;
	*ret = (uint32_t)n;
	return true;
}
