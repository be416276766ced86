/* supervisor/proc/file_read.h - reads a whole small file into a buffer.
 *
 * file_read() opens by the rules of path_open(), which checks the kind of the file and does
 * not block on a FIFO or a device.
 *
 * Layer:   supervisor/proc. The rooms above it may include it. */
#ifndef SUPERVISOR_PROC_FILE_READ_H
#define SUPERVISOR_PROC_FILE_READ_H

#include "supervisor/path/path.h"

#include <stddef.h>

/* Reads the file into `to` and adds a NUL. Returns the length, -EFBIG if the file has more
 * than size - 1 bytes, or another negative errno. */
long file_read(enum path_use use, int dir, const char *path, char *to, size_t size);
/* Like file_read(), for an open descriptor, which it closes. */
long file_read_fd(int fd, char *to, size_t size);
/* Like file_read(), for a file in /proc, without the checks of path_open(). */
long file_read_proc(const char *path, char *to, size_t size);
/* Opens a directory by the rules of path_open(), for listing. Returns a descriptor or a
 * negative errno. */
int file_directory(enum path_use use, const char *path);
/* In a child: lets file_read() and file_directory() retry with these ids if root must not
 * follow a path (path_open_as()). */
void file_read_as(const struct path_ids *ids);

#endif
