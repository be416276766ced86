/* init/libc/fortify.c - defines the checking functions of glibc that the archives of libev and
 * inih call.
 *
 * Debian compiles these archives with _FORTIFY_SOURCE, so they call the functions below,
 * which musl does not have. If the size does not fit, __memcpy_chk() ends the process, as
 * in glibc. __fprintf_chk() checks nothing: in glibc it refuses %n in a format that can be
 * written. */
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

void *__memcpy_chk(void *to, const void *from, size_t size, size_t room);
int __fprintf_chk(FILE *file, int level, const char *format, ...);

void *__memcpy_chk(void *to, const void *from, size_t size, size_t room)
{
	if (size > room)
		__builtin_trap();
	return memcpy(to, from, size);
}

int __fprintf_chk(FILE *file, int level, const char *format, ...)
{
	va_list arguments;
	int n;

	(void)level;
	va_start(arguments, format);
	n = vfprintf(file, format, arguments);
	va_end(arguments);
	return n;
}
