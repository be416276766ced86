/* conf/lang/unquote.c - scans '...' and $'...', the quotes without expansion. */
#include "conf/lang/unquote.h"

#include <string.h>

void scan_single_quoted(struct word_scan *s)
{
	const char *close = memchr(s->pos, '\'', (size_t)(s->end - s->pos));

	s->quoted = true;
	if (!close) {
		scan_not_closed(s, "'", s->pos - 1, " (quotes do not span lines)");
		return;
	}
	scan_put_all(s, s->pos, (size_t)(close - s->pos));
	s->pos = close + 1;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static void hex_escape(struct word_scan *s)
{
	int high = s->end - s->pos >= 2 ? hex_digit(s->pos[0]) : -1;
	int low = high >= 0 ? hex_digit(s->pos[1]) : -1;

	if (low < 0 || (high == 0 && low == 0)) {
		scan_fail(s, "\\x in $'...' needs two hexadecimal digits, not 00");
		return;
	}
	scan_put(s, (char)(high << 4 | low));
	s->pos += 2;
}

void scan_dollar_quoted(struct word_scan *s)
{
	static const char letters[] = "ntreabfv\\'\"";
	static const char bytes[] = "\n\t\r\033\a\b\f\v\\'\"";
	const char *from = s->pos - 2;

	s->quoted = true;
	while (s->pos < s->end && s->error == 0) {
		char c = *s->pos++;
		const char *found;

		if (c == '\'')
			return;
		if (c != '\\' || s->pos >= s->end) {
			scan_put(s, c);
			continue;
		}
		c = *s->pos++;
		found = strchr(letters, c);
		if (c == 'x')
			hex_escape(s);
		else if (found && c != '\0')
			scan_put(s, bytes[found - letters]);
		else
			scan_fail(s,
				  "\\%c in $'...' is unknown; expected one of \\n \\t \\r "
				  "\\e \\\\ \\' \\xHH",
				  c);
	}
	scan_not_closed(s, "$'", from, " (quotes do not span lines)");
}
