/* init/single/builtins.c - memcpy and memset, which compilers call on their own.
 *
 * libc's own are chosen by the processor in its start, which has not run here. These stay
 * inside the one object of init/single (the Makefile hides them). */
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
