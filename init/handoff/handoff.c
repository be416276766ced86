/* init/handoff/handoff.c - passes the container's settings to `ctinit init`.
 *
 * Both sides are the same binary, so the file begins with the plain struct. We still check
 * it, because a user may run `ctinit init` with any file as HANDOFF_FD. */
#include "init/handoff/handoff.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

static const char magic[8] = "ctinit\1\n";

struct header {
	char magic[sizeof magic];
	uint64_t text_size;
	struct handoff handoff;
};

int handoff_make(const struct handoff *handoff, const char *text, size_t size)
{
	struct header header = { .text_size = size, .handoff = *handoff };

	memcpy(header.magic, magic, sizeof magic);
	header.handoff.size = sizeof *handoff;
	int fd = memfd_create("ctinit handoff", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0)
		return -errno;

	struct iovec parts[2] = { { &header, sizeof header }, { (char *)text, size } };
	ssize_t done = writev(fd, parts, 2);
	int err = 0;
	if (done < 0)
		err = errno;
	else if ((size_t)done != sizeof header + size)
		err = ENOSPC;
	else if (fcntl(fd, F_ADD_SEALS, SEALS) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		err = errno;
	if (err) {
		close(fd);
		return -err;
	}
	return fd;
}

static bool header_fits(const struct header *header, int fd)
{
	struct stat st;

	return memcmp(header->magic, magic, sizeof magic) == 0 &&
	       header->handoff.size == sizeof header->handoff && fstat(fd, &st) == 0 &&
	       (uint64_t)st.st_size == sizeof *header + header->text_size;
}

int handoff_take(int fd, struct handoff *ret, FILE **ret_conf)
{
	struct header header;
	int seals = fcntl(fd, F_GET_SEALS);

	if (seals < 0 || (seals & SEALS) != SEALS ||
	    pread(fd, &header, sizeof header, 0) != (ssize_t)sizeof header ||
	    !header_fits(&header, fd)) {
		close(fd);
		return -EBADMSG;
	}
	FILE *stream = NULL;
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) < 0 ||
	    lseek(fd, (off_t)sizeof header, SEEK_SET) < 0 ||
	    (stream = fdopen(fd, "re")) == NULL) {
		int err = errno;

		close(fd);
		return -err;
	}
	*ret = header.handoff;
	*ret_conf = stream;
	return 0;
}
