/* conf/load/glob.h - the files that a pattern with * ? and [...] names.
 *
 * Layer:  conf/load. libc's glob(3) expands ~NAME, and so links the name services into a
 *         static program, which must never call them.
 * Errors: 0, or a negative errno: -ENOMEM; -E2BIG: the pattern reaches more than GLOB_DIRS_MAX
 *         directories or GLOB_NAMES_MAX names; or a directory that cannot be read. A missing
 *         directory has no files, and neither has one below a wildcard that we may not read.
 * Source: glob(7) for the pattern, fnmatch(3) with FNM_PERIOD. */
#ifndef CONF_LOAD_GLOB_H
#define CONF_LOAD_GLOB_H

#include <stddef.h>

/* Enough for a directory of directories. Walking a whole system would take minutes. */
#define GLOB_DIRS_MAX  4096
#define GLOB_NAMES_MAX 65536

struct glob_result {
	char **paths; /* in the order of their bytes */
	size_t count;
};

/* A pattern without * ? [ gives its file if that exists. */
int glob_find(const char *pattern, struct glob_result *ret);
void glob_result_free(struct glob_result *found);

#endif
