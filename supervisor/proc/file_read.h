/* supervisor/proc/file_read.h - a whole small file into given memory, without surprises. */
#ifndef SUPERVISOR_PROC_FILE_READ_H
#define SUPERVISOR_PROC_FILE_READ_H

#include "supervisor/path/path.h"

#include <stddef.h>

/* Regular files only, never blocking; NUL-terminated in `at`. The length, or a negative
 * errno: -EFBIG over size - 1, or one of path_open(). */
long file_read(enum path_use use, int dir, const char *path, char *at, size_t size);
/* In a child: whose ids file_read() and file_directory() may use for a path that is refused
 * to root (path_open_as()). */
void file_read_as(const struct path_ids *ids);
/* A directory to be listed, opened in the same way. */
int file_directory(enum path_use use, const char *path);
/* The same for a descriptor, which it closes. */
long file_read_fd(int fd, char *at, size_t size);
/* The same for a file of the kernel, in /proc. */
long file_read_proc(const char *path, char *at, size_t size);

#endif
