/* supervisor/logger/format/syslog.c - one datagram of /dev/log made a line. */
#include "supervisor/logger/format/syslog.h"

#include "conf/base/base.h"
#include "conf/base/escape.h"

#include <stdbool.h>
#include <string.h>

#define USER_NOTICE (1u * 8 + 5) /* RFC 3164 4.3.3: what has no PRI */

struct text {
	const char *at, *end;
};

static size_t left(const struct text *t)
{
	return (size_t)(t->end - t->at);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* <0> to <191>, without leading zeros. */
static bool take_priority(struct text *t, unsigned *ret)
{
	unsigned value = 0;
	size_t i = 1;

	if (left(t) < 3 || t->at[0] != '<')
		return false;
	while (i < left(t) && i < 4 && is_digit(t->at[i]))
		value = value * 10 + (unsigned)(t->at[i++] - '0');
	if (i == 1 || i >= left(t) || t->at[i] != '>' || value > 191)
		return false;
	t->at += i + 1;
	*ret = value;
	return true;
}

/* Pattern: A letter, 0 digit, _ digit or blank, else itself. */
static bool fits(const struct text *t, const char *pattern)
{
	size_t n = strlen(pattern);

	if (left(t) < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = t->at[i], p = pattern[i];
		bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');

		if (p == 'A'   ? !letter
		    : p == '0' ? !is_digit(c)
		    : p == '_' ? !is_digit(c) && c != ' '
			       : c != p)
			return false;
	}
	return true;
}

/* "-" is nothing (RFC 5424, NILVALUE). */
static void take_word(struct text *t, const char **ret, size_t *ret_len)
{
	const char *from = t->at;

	while (t->at < t->end && *t->at != ' ')
		t->at++;
	*ret = from;
	*ret_len = (size_t)(t->at - from);
	if (*ret_len == 1 && *from == '-')
		*ret_len = 0;
	if (t->at < t->end)
		t->at++;
}

/* [id name="value with \] and \""][...] or "-". */
static void skip_structured(struct text *t)
{
	const char *word;
	size_t len;

	if (t->at >= t->end || *t->at != '[') {
		take_word(t, &word, &len);
		return;
	}
	while (t->at < t->end && *t->at == '[') {
		bool quoted = false;

		for (; t->at < t->end && (quoted || *t->at != ']'); t->at++) {
			if (*t->at == '"')
				quoted = !quoted;
			else if (*t->at == '\\' && quoted && left(t) > 1)
				t->at++;
		}
		if (t->at < t->end)
			t->at++;
	}
	if (t->at < t->end && *t->at == ' ')
		t->at++;
}

static void parse_5424(struct text *t, struct syslog_parts *ret)
{
	const char *word;
	size_t len;

	t->at += 2;                /* the version, a blank */
	take_word(t, &word, &len); /* time: ours is as good */
	take_word(t, &word, &len); /* host */
	take_word(t, &ret->tag, &ret->tag_len);
	take_word(t, &ret->pid, &ret->pid_len);
	take_word(t, &word, &len); /* message id */
	skip_structured(t);
	if (left(t) >= 3 && memcmp(t->at, "\xef\xbb\xbf", 3) == 0)
		t->at += 3;
}

static bool is_tag(char c)
{
	return c != ' ' && c != ':' && c != '[' && c != ']' && (unsigned char)c > 0x20;
}

/* TAG: text, TAG[PID]: text; else all is text. */
static void parse_tag(struct text *t, struct syslog_parts *ret)
{
	const char *at = t->at, *pid = NULL;
	size_t tag_len, pid_len = 0;

	while (at < t->end && is_tag(*at))
		at++;
	tag_len = (size_t)(at - t->at);
	if (at < t->end && *at == '[') {
		pid = ++at;
		while (at < t->end && is_digit(*at))
			at++;
		pid_len = (size_t)(at - pid);
		if (at >= t->end || *at++ != ']')
			return;
	}
	if (tag_len == 0 || tag_len > 64 || at >= t->end || *at != ':')
		return;
	ret->tag = t->at;
	ret->tag_len = tag_len;
	ret->pid = pid;
	ret->pid_len = pid_len;
	t->at = at + 1;
	if (t->at < t->end && *t->at == ' ')
		t->at++;
}

static bool is_end(char c)
{
	return c == '\0' || c == '\n' || c == '\r';
}

void syslog_parse(const char *datagram, size_t len, struct syslog_parts *ret)
{
	struct text t = { datagram, datagram + len };

	*ret = (struct syslog_parts){ .priority = USER_NOTICE };
	while (t.end > t.at && is_end(t.end[-1]))
		t.end--;
	take_priority(&t, &ret->priority);
	if (fits(&t, "1 ") && t.at > datagram) {
		parse_5424(&t, ret);
	} else {
		if (fits(&t, "AAA _0 00:00:00 "))
			t.at += strlen("AAA _0 00:00:00 ");
		parse_tag(&t, ret);
	}
	ret->text = t.at;
	ret->text_len = left(&t);
}

static char *put(char *out, const char *text, size_t len)
{
	return out + escape_line(out, text, len);
}

static char *put_word(char *out, const char *word)
{
	return put(out, word, strlen(word));
}

size_t syslog_line(const char *datagram, size_t len, char *out)
{
	/* RFC 5424, tables 1 and 2, by the names of syslog.conf(5). */
	static const char *const facilities[] = {
		"kern",   "user",   "mail",   "daemon", "auth",     "syslog",
		"lpr",    "news",   "uucp",   "cron",   "authpriv", "ftp",
		"ntp",    "audit",  "alert",  "clock",  "local0",   "local1",
		"local2", "local3", "local4", "local5", "local6",   "local7"
	};
	static const char *const severities[] = { "emerg",   "alert",  "crit", "err",
						  "warning", "notice", "info", "debug" };
	struct syslog_parts p;
	char *at = out;

	syslog_parse(datagram, len < SYSLOG_BYTES_MAX ? len : SYSLOG_BYTES_MAX, &p);
	at = put_word(at, facilities[p.priority / 8 % ARRAY_LEN(facilities)]);
	*at++ = '.';
	at = put_word(at, severities[p.priority % 8]);
	*at++ = ' ';
	if (p.tag_len > 0) {
		at = put(at, p.tag, p.tag_len);
		if (p.pid_len > 0) {
			*at++ = '[';
			at = put(at, p.pid, p.pid_len);
			*at++ = ']';
		}
		at = put_word(at, ": ");
	}
	at = put(at, p.text, p.text_len);
	*at++ = '\n';
	return (size_t)(at - out);
}
