/* init/sys/read_file.h - reads a small regular file into memory. */
#ifndef INIT_SYS_READ_FILE_H
#define INIT_SYS_READ_FILE_H

#include <stddef.h>

/* Reads `path` into *ret (NUL-terminated; the caller frees it). Does not wait for FIFOs and
 * devices: they are refused. 0, or a negative errno: -EINVAL not a regular file, -EFBIG
 * more than `most` bytes. */
int read_regular_file(const char *path, size_t most, char **ret, size_t *ret_len);

#endif
