/* init/convert/result_file.h - writes a result to standard output or to a new file.
 *
 * Layer: init/convert, above pool. */
#ifndef INIT_CONVERT_RESULT_FILE_H
#define INIT_CONVERT_RESULT_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* Writes the text. `path` NULL is standard output. An existing file is replaced only with
 * `force`, as a whole. Returns false with the reason in *ret_why. */
bool output_write(const char *path, bool force, const char *text, size_t len,
		  const char **ret_why);

#endif
