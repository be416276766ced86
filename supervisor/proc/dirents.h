/* supervisor/proc/dirents.h - lists a directory without allocating.
 *
 * readdir(3) allocates. PID 1 must not, and neither may a child between fork and exec.
 *
 * Layer:   supervisor/proc. The rooms above it may include it. */
#ifndef SUPERVISOR_PROC_DIRENTS_H
#define SUPERVISOR_PROC_DIRENTS_H

#include <stddef.h>
#include <stdint.h>

/* struct linux_dirent64 of getdents64(2); libc declares none. */
struct dirents_record {
	uint64_t inode;
	int64_t offset;
	uint16_t size;
	uint8_t type;
	char name[];
};

struct dirents {
	int fd;
	size_t pos, used; /* offsets in `buffer`: the next record, and the end */
	_Alignas(8) char buffer[2048]; /* a record is at most 280 bytes, getdents64(2) */
};

/* Starts to list the open directory `fd` at its current position. The caller closes
 * `fd`. */
void dirents_init(struct dirents *list, int fd);
/* Returns 1 and the next name, which is never "." or ".." and is valid until the next call.
 * Returns 0 at the end, or a negative errno. */
int dirents_next(struct dirents *list, const char **ret_name);

#endif
