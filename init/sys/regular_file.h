/* init/sys/regular_file.h - reads a small regular file into memory. */
#ifndef INIT_SYS_REGULAR_FILE_H
#define INIT_SYS_REGULAR_FILE_H

#include <stddef.h>

/* Reads `path` into *ret (NUL-terminated; the caller frees it). Returns -EINVAL, without
 * waiting, if it is no regular file; -EFBIG if it is larger than the limit. */
int read_regular_file(const char *path, size_t max_bytes, char **ret, size_t *ret_len);

#endif
