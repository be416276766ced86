/* conf/lang/quote.c - words on their way out: into a file, into a message. */
#include "conf/lang/words.h"

#include <string.h>

/* How many bytes the character at `at` has; 0: not UTF-8 (RFC 3629, section 4). */
static size_t utf8_length(const unsigned char *at, size_t left)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t len;

	if (at[0] < 0x80)
		return 1;
	if (at[0] >= 0xc2 && at[0] <= 0xdf)
		len = 2;
	else if (at[0] >= 0xe0 && at[0] <= 0xef)
		len = 3;
	else if (at[0] >= 0xf0 && at[0] <= 0xf4)
		len = 4;
	else
		return 0;
	if (left < len)
		return 0;
	if (at[0] == 0xe0)
		low = 0xa0; /* shorter forms exist */
	else if (at[0] == 0xed)
		high = 0x9f; /* surrogates */
	else if (at[0] == 0xf0)
		low = 0x90;
	else if (at[0] == 0xf4)
		high = 0x8f; /* beyond U+10FFFF */
	if (at[1] < low || at[1] > high)
		return 0;
	for (size_t i = 2; i < len; i++) {
		if (at[i] < 0x80 || at[i] > 0xbf)
			return 0;
	}
	return len;
}

bool words_utf8(const char *text, size_t len)
{
	const unsigned char *at = (const unsigned char *)text;

	while (len > 0) {
		size_t n = utf8_length(at, len);

		if (n == 0)
			return false;
		at += n;
		len -= n;
	}
	return true;
}

static bool is_control(char c)
{
	return ((unsigned char)c < 0x20) || c == 0x7f;
}

static bool is_plain(const char *word)
{
	for (; *word != '\0'; word++) {
		if (!(*word >= 'a' && *word <= 'z') && !(*word >= 'A' && *word <= 'Z') &&
		    !(*word >= '0' && *word <= '9') && !strchr("_./:=,@%+-", *word))
			return false;
	}
	return true;
}

static void print_escaped(FILE *out, const char *word)
{
	fputs("$'", out);
	for (; *word != '\0'; word++) {
		if (*word == '\n')
			fputs("\\n", out);
		else if (*word == '\\' || *word == '\'')
			fprintf(out, "\\%c", *word);
		else if (is_control(*word) || (unsigned char)*word >= 0x80)
			fprintf(out, "\\x%02x", (unsigned char)*word);
		else
			fputc(*word, out);
	}
	fputc('\'', out);
}

/* "/opt/my app/run": a path that is plain but for its blanks. They are written as "\ ", which
 * says that they are part of the path. */
static bool print_path(FILE *out, const char *word)
{
	char part[2] = "";
	bool path = strchr(word, '/') != NULL;

	for (const char *at = word; *at != '\0' && path; at++) {
		part[0] = *at;
		path = *at == ' ' ? at[1] != '\0' : is_plain(part);
	}
	for (; *word != '\0' && path; word++)
		fprintf(out, "%s%c", *word == ' ' ? "\\" : "", *word);
	return path;
}

void words_print(FILE *out, const char *word)
{
	bool control = false;

	for (const char *at = word; *at != '\0'; at++)
		control |= is_control(*at);
	if (word[0] != '\0' && is_plain(word)) {
		fputs(word, out);
	} else if (print_path(out, word)) {
		return;
	} else if (control || !words_utf8(word, strlen(word))) {
		print_escaped(out, word);
	} else {
		fputc('\'', out);
		for (; *word != '\0'; word++) {
			if (*word == '\'')
				fputs("'\\''", out);
			else
				fputc(*word, out);
		}
		fputc('\'', out);
	}
}

const char *words_show(const char *text, size_t len, char *buf, size_t size)
{
	size_t to = 0, at = 0;

	while (at < len && text[at] != '\0') {
		size_t n = utf8_length((const unsigned char *)text + at, len - at);

		if (to + 4 + sizeof "..." > size) {
			memcpy(buf + to, "...", sizeof "...");
			return buf;
		}
		if (n == 0 || is_control(text[at])) {
			buf[to++] = '?';
			at++;
			continue;
		}
		memcpy(buf + to, text + at, n);
		to += n;
		at += n;
	}
	buf[to] = '\0';
	return buf;
}
