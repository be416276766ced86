/* conf/load/glob.h - finds the files that a pattern with * ? and [...] names.
 *
 * Private to the room. We do not use glob(3): it expands ~NAME, and so links the name
 * services of libc into our static program, which must never call them.
 * Source: glob(7) for the pattern, fnmatch(3) with FNM_PERIOD. */
#ifndef CONF_LOAD_GLOB_H
#define CONF_LOAD_GLOB_H

#include <stddef.h>

/* Limits for one pattern. They are enough for a directory of directories. To walk a whole
 * system would take minutes. */
#define GLOB_DIRS_MAX  4096
#define GLOB_NAMES_MAX 65536

struct glob_result {
	char **paths; /* sorted by their bytes */
	size_t count;
};

/* Finds the paths that the pattern matches, and that exist or cannot be examined. Returns
 * 0, -ENOMEM, -E2BIG if the pattern reaches more than GLOB_DIRS_MAX directories or
 * GLOB_NAMES_MAX names, or the negative errno of a directory that cannot be read. A missing
 * directory counts as empty, and so does one below a wildcard that we may not read. The
 * caller frees *ret after success. */
int glob_find(const char *pattern, struct glob_result *ret);
void glob_result_free(struct glob_result *found);

#endif
