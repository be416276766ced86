/* supervisor/proc/dirents.h - the names in a directory, without taking memory.
 *
 * readdir(3) allocates; PID 1 does not, and a child between fork and exec must not. */
#ifndef SUPERVISOR_PROC_DIRENTS_H
#define SUPERVISOR_PROC_DIRENTS_H

#include <stddef.h>

struct dirents {
	int fd;
	size_t at, used;
	_Alignas(8) char room[2048]; /* a record is at most 280 bytes, getdents64(2) */
};

/* `fd`: an open directory, from where it stands; it stays the caller's. */
void dirents_init(struct dirents *list, int fd);
/* 1 and the next name (good until the next call), never "." or ".."; 0 at the end; a
 * negative errno. */
int dirents_next(struct dirents *list, const char **ret_name);

#endif
