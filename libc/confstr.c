/* libc/confstr.c - reports the version of musl as glibc reports its own. */
#include <stdio.h>
#include <unistd.h>

/* musl, src/internal/version.c */
extern const char __libc_version[];

/* `ctinit version` is the only caller. As confstr(3), returns the size that the text needs
 * with its NUL, or 0 if musl has no such text. */
size_t confstr(int name, char *buffer, size_t size)
{
	if (name != _CS_GNU_LIBC_VERSION)
		return 0;
	return (size_t)snprintf(buffer, size, "musl %s", __libc_version) + 1;
}
