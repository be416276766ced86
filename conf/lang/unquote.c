/* conf/lang/unquote.c - the quotes in which nothing is expanded: '...' and $'...'. */
#include "conf/lang/unquote.h"

#include <string.h>

void scan_single_quoted(struct word_scan *s)
{
	const char *close = memchr(s->at, '\'', (size_t)(s->end - s->at));

	s->quoted = true;
	if (!close) {
		scan_not_closed(s, "'", s->at - 1, " (quotes do not span lines)");
		return;
	}
	scan_put_all(s, s->at, (size_t)(close - s->at));
	s->at = close + 1;
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
	int high = s->end - s->at >= 2 ? hex_digit(s->at[0]) : -1;
	int low = high >= 0 ? hex_digit(s->at[1]) : -1;

	if (low < 0 || (high == 0 && low == 0)) {
		scan_fail(s, "\\x in $'...' needs two hexadecimal digits, not 00");
		return;
	}
	scan_put(s, (char)(high << 4 | low));
	s->at += 2;
}

void scan_dollar_quoted(struct word_scan *s)
{
	static const char letters[] = "ntreabfv\\'\"";
	static const char bytes[] = "\n\t\r\033\a\b\f\v\\'\"";
	const char *from = s->at - 2;

	s->quoted = true;
	while (s->at < s->end && s->error == 0) {
		char c = *s->at++;
		const char *found;

		if (c == '\'')
			return;
		if (c != '\\' || s->at >= s->end) {
			scan_put(s, c);
			continue;
		}
		c = *s->at++;
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
