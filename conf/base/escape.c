/* conf/base/escape.c - escapes untrusted text for a terminal. */
#include "conf/base/escape.h"

#include <stdint.h>
#include <string.h>

size_t utf8_character(const char *text, size_t len)
{
	const unsigned char *s = (const unsigned char *)text;
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = s[0] < 0x80    ? 1
		   : s[0] >= 0xf0 ? 4
		   : s[0] >= 0xe0 ? 3
		   : s[0] >= 0xc2 ? 2
				  : 0;
	uint32_t c;

	if (n <= 1)
		return n;
	if (n > len || s[0] > 0xf4)
		return 0;
	c = s[0] & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	if (c < least[n] || (c >= 0xd800 && c < 0xe000) || c > 0x10ffff)
		return 0;
	return n;
}

int utf8_is_control(const char *text, size_t n)
{
	const unsigned char *s = (const unsigned char *)text;

	return n == 1 ? s[0] < 0x20 || s[0] == 0x7f : n == 2 && s[0] == 0xc2 && s[1] < 0xa0;
}

size_t escape_text(char *out, size_t size, const char *text, size_t len)
{
	static const char hex[] = "0123456789abcdef";
	const unsigned char *s = (const unsigned char *)text;
	size_t used = 0;

	while (len > 0) {
		size_t n = utf8_character((const char *)s, len);
		int escape = n == 0 || utf8_is_control((const char *)s, n);
		size_t take = n == 0 ? 1 : n, need = escape ? 4 * take : take;

		/* Leave room for "..." unless this is the last character. */
		if (used + need + (len > take ? 3 : 0) + 1 > size) {
			memcpy(out + used, "...", 3);
			used += 3;
			break;
		}
		for (size_t i = 0; i < take; i++) {
			if (escape) {
				memcpy(out + used, "\\x", 2);
				out[used + 2] = hex[s[i] >> 4];
				out[used + 3] = hex[s[i] & 15];
				used += 4;
			} else {
				out[used++] = (char)s[i];
			}
		}
		s += take;
		len -= take;
	}
	out[used] = '\0';
	return used;
}

size_t escape_line(char *out, const char *text, size_t len)
{
	static const char hex[] = "0123456789abcdef";
	char *pos = out;

	for (size_t i = 0, n; i < len; i += n) {
		n = utf8_character(text + i, len - i);
		if (text[i] == '\t' || (n > 0 && !utf8_is_control(text + i, n))) {
			memcpy(pos, text + i, n);
			pos += n;
			continue;
		}
		n = n > 0 ? n : 1;
		for (size_t b = 0; b < n; b++) {
			memcpy(pos, "\\x", 2);
			pos[2] = hex[(unsigned char)text[i + b] >> 4];
			pos[3] = hex[(unsigned char)text[i + b] & 15];
			pos += 4;
		}
	}
	return (size_t)(pos - out);
}

bool utf8_is_valid(const char *text, size_t len)
{
	while (len > 0) {
		size_t n = utf8_character(text, len);

		if (n == 0)
			return false;
		text += n;
		len -= n;
	}
	return true;
}

const char *printable_text(const char *text, size_t len, char *buf, size_t size)
{
	size_t used = 0, i = 0;

	while (i < len && text[i] != '\0') {
		size_t n = utf8_character(text + i, len - i);

		if (used + 4 + sizeof "..." > size) {
			memcpy(buf + used, "...", sizeof "...");
			return buf;
		}
		if (n == 0 || (n == 1 && utf8_is_control(text + i, 1))) {
			buf[used++] = '?';
			i++;
			continue;
		}
		memcpy(buf + used, text + i, n);
		used += n;
		i += n;
	}
	buf[used] = '\0';
	return buf;
}

void escape_controls(char *text)
{
	for (char *c = text; *c != '\0'; c++)
		*c = (unsigned char)*c < ' ' || *c == 127 ? '?' : *c;
}
