/* supervisor/proc/file.h - a whole small file into given memory, without surprises. */
#ifndef SUPERVISOR_PROC_FILE_H
#define SUPERVISOR_PROC_FILE_H

#include <stddef.h>

/* Regular files only, never blocking; NUL-terminated in `at`. The length, or a negative
 * errno: -EFBIG over size - 1, -EINVAL not a regular file. */
long file_read(const char *path, char *at, size_t size);
/* The same for a name in an open directory (AT_FDCWD: a path). */
long file_read_at(int dir, const char *path, char *at, size_t size);

/* Is it there? 0 or a negative errno; -EAGAIN: to know it the file system would have to be
 * asked, and that may be a dead one: only a child may wait for it. */
int file_is_known(const char *path);

#endif
