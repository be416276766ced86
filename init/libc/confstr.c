/* init/libc/confstr.c - reports the version of musl as glibc reports its own. */
#include <stdio.h>
#include <unistd.h>

/* musl, src/internal/version.c */
extern const char __libc_version[];

/* Like confstr(3), writes the text into buffer[size] and returns the size that it needs
 * with its NUL. Returns 0 for another name: the only caller is `ctinit version`. */
size_t confstr(int name, char *buffer, size_t size)
{
	if (name != _CS_GNU_LIBC_VERSION)
		return 0;
	return (size_t)snprintf(buffer, size, "musl %s", __libc_version) + 1;
}
