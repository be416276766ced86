/* supervisor/proc/memory_file.c - creates a file that is in memory and has no name. */
#include "supervisor/proc/memory_file.h"

#include "conf/base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 8u /* required when vm.memfd_noexec = 2 */
#endif

/* A filter may refuse memfd_create(2). An O_TMPFILE file cannot be sealed, and it is on a
 * disk if the directory is no tmpfs. */
static int without_memfd(void)
{
	static const char *const directories[] = { "/dev/shm", "/run", "/tmp" };

	for (size_t i = 0; i < ARRAY_LEN(directories); i++) {
		int fd =
			open(directories[i], O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);

		if (fd >= 0)
			return fd;
	}
	return -1;
}

int memory_file(const char *name, bool seals)
{
	unsigned flags = MFD_CLOEXEC | (seals ? MFD_ALLOW_SEALING : 0u);
	int fd = memfd_create(name, flags | MFD_NOEXEC_SEAL), err;

	if (fd < 0 && errno == EINVAL) /* kernels before 6.3 refuse the flag */
		fd = memfd_create(name, flags);
	if (fd >= 0)
		return fd;
	err = errno;
	if (err != EMFILE && err != ENFILE && err != ENOMEM)
		fd = without_memfd();
	return fd < 0 ? -err : fd;
}
