/* init/sys/regular_file.h - reads a small regular file into memory.
 *
 * Layer:  init/sys, for init/runtime. */
#ifndef INIT_SYS_REGULAR_FILE_H
#define INIT_SYS_REGULAR_FILE_H

#include <stddef.h>

/* Reads the file `path`. *ret is its NUL-terminated text, which the caller frees; *ret_len
 * is its length. Returns 0 or a negative errno: -EINVAL if it is not a regular file (a FIFO
 * could block), -EFBIG if it is larger than `max_bytes`. After an error *ret and *ret_len
 * are unchanged. */
int read_regular_file(const char *path, size_t max_bytes, char **ret, size_t *ret_len);

#endif
