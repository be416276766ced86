/* supervisor/proc/list.h - the names in a directory, without taking memory.
 *
 * readdir(3) allocates; PID 1 does not, and a child between fork and exec must not. */
#ifndef SUPERVISOR_PROC_LIST_H
#define SUPERVISOR_PROC_LIST_H

#include <stddef.h>

struct list {
	int fd;
	size_t at, used;
	_Alignas(8) char room[2048]; /* a record is at most 280 bytes, getdents64(2) */
};

/* `fd`: an open directory, from where it stands; it stays the caller's. */
void list_init(struct list *list, int fd);
/* 1 and the next name (good until the next call), never "." or ".."; 0 at the end; a
 * negative errno. */
int list_next(struct list *list, const char **ret_name);

#endif
