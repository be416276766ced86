/* init/sys/regular_file.h - reads a small regular file into memory.
 *
 * Layer:  init/sys, for init/runtime. */
#ifndef INIT_SYS_REGULAR_FILE_H
#define INIT_SYS_REGULAR_FILE_H

#include <stddef.h>

/* Reads the file `path`. *ret is its text with a NUL at the end, which the caller frees,
 * and *ret_len its length. Returns 0 or a negative errno: -EINVAL if the path names no
 * regular file, so that a FIFO cannot block the caller, and -EFBIG if the file is larger
 * than `max_bytes`. */
int read_regular_file(const char *path, size_t max_bytes, char **ret, size_t *ret_len);

#endif
