/* init/libc/wctype.c - classifies characters in the "C" locale, which ctinit never leaves.
 *
 * regcomp(3) and fnmatch(3) call these for [:alpha:] and the like. musl has tables of all of
 * Unicode for them, 13 KB, but in this locale a byte above 0x7f is a character of no class. */
#include <ctype.h>
#include <string.h>
#include <wctype.h>

#define CLASS(name)                                       \
	int(isw##name)(wint_t c)                          \
	{                                                 \
		return c < 0x80 && is##name((int)c) != 0; \
	}

CLASS(alnum)
CLASS(alpha)
CLASS(blank)
CLASS(cntrl)
CLASS(digit)
CLASS(graph)
CLASS(lower)
CLASS(print)
CLASS(punct)
CLASS(space)
CLASS(upper)
CLASS(xdigit)

wint_t towlower(wint_t c)
{
	return c < 0x80 ? (wint_t)tolower((int)c) : c;
}

wint_t towupper(wint_t c)
{
	return c < 0x80 ? (wint_t)toupper((int)c) : c;
}
