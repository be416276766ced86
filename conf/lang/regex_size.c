/* conf/lang/regex_size.c - limits the size of a regular expression. Pure.
 *
 * regcomp(3) of glibc and musl expands {M,N} into copies: "((a{200}){200}){200}" takes
 * minutes and all memory. regcomp reports any other errors. */
#include "conf/lang/regex_size.h"

#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 64

static const char *skip_bracket(const char *pos)
{
	pos++;
	pos += *pos == '^';
	pos += *pos == ']';
	while (*pos != '\0' && *pos != ']') {
		if (pos[0] == '[' && (pos[1] == ':' || pos[1] == '.' || pos[1] == '=')) {
			char kind = pos[1];

			for (pos += 2; *pos != '\0' && !(pos[0] == kind && pos[1] == ']');
			     pos++)
				;
			pos += *pos != '\0';
		}
		pos += *pos != '\0';
	}
	return pos;
}

/* Returns the maximum number of repetitions of the {M,N} at `pos`, and sets *ret_end to its
 * }. Returns 0 if it is not a repetition. */
static unsigned long times_of(const char *pos, const char **ret_end)
{
	char *end;
	unsigned long least = strtoul(pos + 1, &end, 10), max = least;

	if (*end == ',')
		max = strtoul(end + 1, &end, 10);
	if (*end != '}')
		return 0;
	*ret_end = end;
	max = max > least ? max : least;
	return max == 0 ? 1 : max > REGEX_SIZE_MAX ? REGEX_SIZE_MAX + 1 : max;
}

bool regex_fits(const char *regex)
{
	/* `sums` is the size of each open group so far. `last` is the size of the last
	 * item, to which {M,N} applies. */
	unsigned long sums[DEPTH_MAX] = { 0 }, last = 0, times;
	unsigned depth = 0;

	for (const char *pos = regex; *pos != '\0'; pos += *pos != '\0') {
		if (*pos == '(') {
			last = 0;
			if (++depth == DEPTH_MAX)
				return false;
			sums[depth] = 0;
			continue;
		}
		times = *pos == '{' ? times_of(pos, &pos) : 0;
		if (*pos == ')' && depth > 0) {
			last = sums[depth--];
		} else if (times > 0) {
			sums[depth] -= last;
			last *= times;
		} else {
			if (*pos == '[')
				pos = skip_bracket(pos);
			else if (*pos == '\\' && pos[1] != '\0')
				pos++;
			last = 1;
		}
		sums[depth] += last;
		if (sums[depth] > REGEX_SIZE_MAX)
			return false;
	}
	return true;
}
