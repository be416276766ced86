/* supervisor/logger/format/syslog.c - formats a /dev/log datagram as a line. */
#include "supervisor/logger/format/syslog.h"

#include "conf/base/base.h"
#include "conf/base/escape.h"

#include <stdbool.h>
#include <string.h>

#define USER_NOTICE (1u * 8 + 5) /* RFC 3164 4.3.3: the default if there is no PRI */

struct syslog_cursor {
	const char *pos, *end;
};

static size_t bytes_left(const struct syslog_cursor *t)
{
	return (size_t)(t->end - t->pos);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Parses "<0>" to "<191>". Returns false for anything else. */
static bool parse_priority(struct syslog_cursor *t, unsigned *ret)
{
	unsigned value = 0;
	size_t i = 1;

	if (bytes_left(t) < 3 || t->pos[0] != '<')
		return false;
	while (i < bytes_left(t) && i < 4 && is_digit(t->pos[i]))
		value = value * 10 + (unsigned)(t->pos[i++] - '0');
	if (i == 1 || i >= bytes_left(t) || t->pos[i] != '>' || value > 191)
		return false;
	t->pos += i + 1;
	*ret = value;
	return true;
}

static bool is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* In the pattern, A is a letter, 0 a digit, _ a digit or a blank; other characters stand
 * for themselves. */
static bool char_matches(char c, char pattern)
{
	switch (pattern) {
	case 'A': return is_letter(c);
	case '0': return is_digit(c);
	case '_': return is_digit(c) || c == ' ';
	}
	return c == pattern;
}

static bool begins_with(const struct syslog_cursor *t, const char *pattern)
{
	size_t n = strlen(pattern);

	if (bytes_left(t) < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!char_matches(t->pos[i], pattern[i]))
			return false;
	return true;
}

/* "-" means no value (RFC 5424, NILVALUE). */
static void parse_word(struct syslog_cursor *t, const char **ret, size_t *ret_len)
{
	const char *from = t->pos;

	while (t->pos < t->end && *t->pos != ' ')
		t->pos++;
	*ret = from;
	*ret_len = (size_t)(t->pos - from);
	if (*ret_len == 1 && *from == '-')
		*ret_len = 0;
	if (t->pos < t->end)
		t->pos++;
}

/* Skips [id name="value with \] and \""][...] or "-". */
static void skip_structured(struct syslog_cursor *t)
{
	const char *word;
	size_t len;

	if (t->pos >= t->end || *t->pos != '[') {
		parse_word(t, &word, &len);
		return;
	}
	while (t->pos < t->end && *t->pos == '[') {
		bool quoted = false;

		for (; t->pos < t->end && (quoted || *t->pos != ']'); t->pos++) {
			if (*t->pos == '"')
				quoted = !quoted;
			else if (*t->pos == '\\' && quoted && bytes_left(t) > 1)
				t->pos++;
		}
		if (t->pos < t->end)
			t->pos++;
	}
	if (t->pos < t->end && *t->pos == ' ')
		t->pos++;
}

static void parse_5424(struct syslog_cursor *t, struct syslog_parts *ret)
{
	const char *word;
	size_t len;

	t->pos += 2;                /* skip the version and a blank */
	parse_word(t, &word, &len); /* skip the time; the logger adds its own */
	parse_word(t, &word, &len); /* host */
	parse_word(t, &ret->tag, &ret->tag_len);
	parse_word(t, &ret->pid, &ret->pid_len);
	parse_word(t, &word, &len); /* skip the message id */
	skip_structured(t);
	if (bytes_left(t) >= 3 && memcmp(t->pos, "\xef\xbb\xbf", 3) == 0)
		t->pos += 3;
}

static bool is_tag(char c)
{
	return c != ' ' && c != ':' && c != '[' && c != ']' && (unsigned char)c > 0x20;
}

/* Parses "TAG: text" or "TAG[PID]: text". Anything else is all text. */
static void parse_tag(struct syslog_cursor *t, struct syslog_parts *ret)
{
	const char *end = t->pos, *pid = NULL;
	size_t tag_len, pid_len = 0;

	while (end < t->end && is_tag(*end))
		end++;
	tag_len = (size_t)(end - t->pos);
	if (end < t->end && *end == '[') {
		pid = ++end;
		while (end < t->end && is_digit(*end))
			end++;
		pid_len = (size_t)(end - pid);
		if (end >= t->end || *end++ != ']')
			return;
	}
	if (tag_len == 0 || tag_len > 64 || end >= t->end || *end != ':')
		return;
	ret->tag = t->pos;
	ret->tag_len = tag_len;
	ret->pid = pid;
	ret->pid_len = pid_len;
	t->pos = end + 1;
	if (t->pos < t->end && *t->pos == ' ')
		t->pos++;
}

static bool is_end(char c)
{
	return c == '\0' || c == '\n' || c == '\r';
}

void syslog_parse(const char *datagram, size_t len, struct syslog_parts *ret)
{
	struct syslog_cursor t = { datagram, datagram + len };

	*ret = (struct syslog_parts){ .priority = USER_NOTICE };
	while (t.end > t.pos && is_end(t.end[-1]))
		t.end--;
	parse_priority(&t, &ret->priority);
	if (begins_with(&t, "1 ") && t.pos > datagram) {
		parse_5424(&t, ret);
	} else {
		if (begins_with(&t, "AAA _0 00:00:00 "))
			t.pos += strlen("AAA _0 00:00:00 ");
		parse_tag(&t, ret);
	}
	ret->text = t.pos;
	ret->text_len = bytes_left(&t);
}

static char *append_escaped(char *out, const char *text, size_t len)
{
	return out + escape_line(out, text, len);
}

static char *append_string(char *out, const char *word)
{
	return append_escaped(out, word, strlen(word));
}

size_t syslog_line(const char *datagram, size_t len, char *out)
{
	/* RFC 5424, tables 1 and 2, with the names of syslog.conf(5). */
	static const char *const facilities[] = {
		"kern",   "user",   "mail",   "daemon", "auth",     "syslog",
		"lpr",    "news",   "uucp",   "cron",   "authpriv", "ftp",
		"ntp",    "audit",  "alert",  "clock",  "local0",   "local1",
		"local2", "local3", "local4", "local5", "local6",   "local7"
	};
	static const char *const severities[] = { "emerg",   "alert",  "crit", "err",
						  "warning", "notice", "info", "debug" };
	struct syslog_parts p;
	char *to = out;

	syslog_parse(datagram, len < SYSLOG_BYTES_MAX ? len : SYSLOG_BYTES_MAX, &p);
	to = append_string(to, facilities[p.priority / 8 % ARRAY_LEN(facilities)]);
	*to++ = '.';
	to = append_string(to, severities[p.priority % 8]);
	*to++ = ' ';
	if (p.tag_len > 0) {
		to = append_escaped(to, p.tag, p.tag_len);
		if (p.pid_len > 0) {
			*to++ = '[';
			to = append_escaped(to, p.pid, p.pid_len);
			*to++ = ']';
		}
		to = append_string(to, ": ");
	}
	to = append_escaped(to, p.text, p.text_len);
	*to++ = '\n';
	return (size_t)(to - out);
}
