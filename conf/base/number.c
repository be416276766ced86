/* conf/base/number.c - numbers, durations, sizes and ids, strictly. */
#include "conf/base/number.h"

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same(const char *text, const char *word)
{
	while (*text != '\0' && lower(*text) == *word) {
		text++;
		word++;
	}
	return *text == '\0' && *word == '\0';
}

/* Reads the digits at the front. *ret_rest is the first character that is not a digit. */
static bool digits(const char *text, int base, int64_t *ret, const char **ret_rest)
{
	int64_t n = 0;
	const char *at = text;

	for (; *at >= '0' && *at < '0' + base; at++) {
		if (__builtin_mul_overflow(n, (int64_t)base, &n) ||
		    __builtin_add_overflow(n, (int64_t)(*at - '0'), &n))
			return false;
	}
	if (at == text)
		return false;
	*ret = n;
	*ret_rest = at;
	return true;
}

bool number_parse(const char *text, int64_t *ret)
{
	const char *rest;
	int64_t n;

	if (!digits(text, 10, &n, &rest) || *rest != '\0')
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

	if (!digits(text, 8, &n, &rest) || *rest != '\0' || n > 07777)
		return false;
	*ret = n;
	return true;
}

static bool scaled(int64_t n, int64_t unit, int64_t *ret)
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

	if (!digits(text, 10, &n, &rest))
		return false;
	switch (rest[0]) {
	case '\0':
		if (n != 0)
			return false;
		*ret = 0;
		return true;
	case 'm':
		if (rest[1] == 's' && rest[2] == '\0')
			return scaled(n, 1, ret);
		return rest[1] == '\0' && scaled(n, MINUTES(1), ret);
	case 's': return rest[1] == '\0' && scaled(n, SECONDS(1), ret);
	case 'h': return rest[1] == '\0' && scaled(n, HOURS(1), ret);
	default: return false;
	}
}

bool number_parse_size(const char *text, int64_t *ret)
{
	const char *rest;
	int64_t n, unit = 1;

	if (!digits(text, 10, &n, &rest))
		return false;
	switch (rest[0]) {
	case '\0': return scaled(n, 1, ret);
	case 'K': unit = (int64_t)1 << 10; break;
	case 'M': unit = (int64_t)1 << 20; break;
	case 'G': unit = (int64_t)1 << 30; break;
	case 'T': unit = (int64_t)1 << 40; break;
	default: return false;
	}
	return rest[1] == '\0' && scaled(n, unit, ret);
}

bool number_parse_bool(const char *text, bool *ret)
{
	if (same(text, "yes") || same(text, "true") || same(text, "on") ||
	    same(text, "1")) {
		*ret = true;
		return true;
	}
	if (same(text, "no") || same(text, "false") || same(text, "off") ||
	    same(text, "0")) {
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
