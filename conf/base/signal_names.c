/* conf/base/signal_names.c - converts between the names and the numbers of signals,
 * without <signal.h>. */
#include "conf/base/signal_names.h"

#include "conf/base/number.h"

/* clang-format off */
static const struct {
	const char *name;
	int number;
} names[] = {
#define X(name, number) { #name, number },
	CTINIT_SIGNALS(X)
#undef X
	{ "IOT", CTINIT_SIGABRT }, { "POLL", CTINIT_SIGIO }, { "CLD", CTINIT_SIGCHLD },
};
/* clang-format on */

static char upper_case(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* Returns the text after `word`, or NULL if `text` does not begin with it.
 * Case-insensitive. `word` must be in upper case. */
static const char *skip_prefix(const char *text, const char *word)
{
	for (; *word != '\0'; text++, word++) {
		if (upper_case(*text) != *word)
			return NULL;
	}
	return text;
}

/* Parses the text after "RTMIN" or "RTMAX": empty, or the sign and a number. Returns the
 * number of the signal, or -1. */
static int real_time(const char *rest, char sign, int from)
{
	int64_t n = 0;

	if (*rest != '\0' && (*rest != sign || !number_parse(rest + 1, &n)))
		return -1;
	if (n > CTINIT_SIGRTMAX - CTINIT_SIGRTMIN)
		return -1;
	return sign == '+' ? from + (int)n : from - (int)n;
}

int signal_parse(const char *text)
{
	const char *rest = skip_prefix(text, "SIG");
	int64_t n;

	if (number_parse(text, &n))
		return n >= 1 && n < CTINIT_SIGNAL_COUNT ? (int)n : -1;
	if (rest)
		text = rest;
	rest = skip_prefix(text, "RTMIN");
	if (rest)
		return real_time(rest, '+', CTINIT_SIGRTMIN);
	rest = skip_prefix(text, "RTMAX");
	if (rest)
		return real_time(rest, '-', CTINIT_SIGRTMAX);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		rest = skip_prefix(text, names[i].name);
		if (rest && *rest == '\0')
			return names[i].number;
	}
	return -1;
}

static char *put_number(char *pos, int number)
{
	if (number >= 10)
		*pos++ = (char)('0' + number / 10);
	*pos++ = (char)('0' + number % 10);
	*pos = '\0';
	return pos;
}

const char *signal_name(int number, char buf[16])
{
	static const char rtmin[] = "RTMIN";
	char *pos = buf;

	if (number < 1 || number >= CTINIT_SIGNAL_COUNT)
		return "?";
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (names[i].number == number)
			return names[i].name;
	}
	if (number < CTINIT_SIGRTMIN) { /* signals 32 and 33 have no name */
		put_number(pos, number);
		return buf;
	}
	for (const char *from = rtmin; *from != '\0'; from++)
		*pos++ = *from;
	*pos = '\0';
	if (number > CTINIT_SIGRTMIN) {
		*pos++ = '+';
		put_number(pos, number - CTINIT_SIGRTMIN);
	}
	return buf;
}
