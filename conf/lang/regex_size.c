/* conf/lang/regex_size.c - how large a regular expression grows when it is compiled. Pure.
 *
 * regcomp(3) of glibc and musl copies what {M,N} repeats: "((a{200}){200}){200}" takes
 * minutes and all memory. Other errors of an expression are left to regcomp. */
#include "conf/lang/regex_size.h"

#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 64

static const char *skip_bracket(const char *at)
{
	at++;
	at += *at == '^';
	at += *at == ']';
	while (*at != '\0' && *at != ']') {
		if (at[0] == '[' && (at[1] == ':' || at[1] == '.' || at[1] == '=')) {
			char kind = at[1];

			for (at += 2; *at != '\0' && !(at[0] == kind && at[1] == ']'); at++)
				;
			at += *at != '\0';
		}
		at += *at != '\0';
	}
	return at;
}

/* Returns the factor of the {M,N} here, or 0 if it is something else. *ret_end is its }. */
static unsigned long times_of(const char *at, const char **ret_end)
{
	char *end;
	unsigned long least = strtoul(at + 1, &end, 10), most = least;

	if (*end == ',')
		most = strtoul(end + 1, &end, 10);
	if (*end != '}')
		return 0;
	*ret_end = end;
	most = most > least ? most : least;
	return most == 0 ? 1 : most > REGEX_SIZE_MAX ? REGEX_SIZE_MAX + 1 : most;
}

bool regex_fits(const char *regex)
{
	/* The size of each group that is open. */
	unsigned long sums[DEPTH_MAX] = { 0 }, last = 0, times;
	unsigned depth = 0;

	for (const char *at = regex; *at != '\0'; at += *at != '\0') {
		if (*at == '(') {
			last = 0;
			if (++depth == DEPTH_MAX)
				return false;
			sums[depth] = 0;
			continue;
		}
		times = *at == '{' ? times_of(at, &at) : 0;
		if (*at == ')' && depth > 0) {
			last = sums[depth--];
		} else if (times > 0) {
			sums[depth] -= last;
			last *= times;
		} else {
			if (*at == '[')
				at = skip_bracket(at);
			else if (*at == '\\' && at[1] != '\0')
				at++;
			last = 1;
		}
		sums[depth] += last;
		if (sums[depth] > REGEX_SIZE_MAX)
			return false;
	}
	return true;
}
