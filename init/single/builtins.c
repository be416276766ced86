/* init/single/builtins.c - defines memcpy and memset, which compilers call on their own.
 *
 * We cannot use libc's, because libc selects them for the processor when it starts. Ours
 * are visible only inside the object of init/single (see the Makefile). */
#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memset(void *to, int byte, size_t size);

void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
	char *t = to;
	const char *f = from;

	while (size--)
		*t++ = *f++;
	return to;
}

void *memset(void *to, int byte, size_t size)
{
	char *t = to;

	while (size--)
		*t++ = (char)byte;
	return to;
}
