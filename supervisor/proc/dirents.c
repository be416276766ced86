/* supervisor/proc/dirents.c - lists a directory without allocating. */
#include "supervisor/proc/dirents.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

void dirents_init(struct dirents *list, int fd)
{
	list->fd = fd;
	list->pos = list->used = 0;
}

int dirents_next(struct dirents *list, const char **ret_name)
{
	for (;;) {
		const char *entry = list->buffer + list->pos;
		uint16_t size;

		if (list->pos >= list->used) {
			long n;

			do
				n = syscall(SYS_getdents64, list->fd, list->buffer,
					    sizeof list->buffer);
			while (n < 0 && errno == EINTR);
			if (n <= 0)
				return n < 0 ? -errno : 0;
			list->pos = 0;
			list->used = (size_t)n;
			continue;
		}
		memcpy(&size, entry + offsetof(struct dirents_record, size), sizeof size);
		list->pos += size;
		*ret_name = entry + offsetof(struct dirents_record, name);
		if (strcmp(*ret_name, ".") != 0 && strcmp(*ret_name, "..") != 0)
			return 1;
	}
}
