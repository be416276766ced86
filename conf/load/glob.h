/* conf/load/glob.h - finds the files that match a pattern with * ? and [...].
 *
 * Private to conf/load. We do not use glob(3). It expands ~NAME, which links libc's name
 * services into our static program, and that must never call them.
 * Source: glob(7) for the pattern, fnmatch(3) with FNM_PERIOD. */
#ifndef CONF_LOAD_GLOB_H
#define CONF_LOAD_GLOB_H

#include <stddef.h>

/* Limits for one pattern. They allow for a directory of directories. Walking a whole system
 * would take minutes. */
#define GLOB_DIRS_MAX  4096
#define GLOB_NAMES_MAX 65536

struct glob_result {
	char **paths; /* sorted bytewise */
	size_t count;
};

/* Finds the paths that match the pattern. Keeps a path that it cannot examine. Returns 0,
 * -ENOMEM, -E2BIG above GLOB_DIRS_MAX directories or GLOB_NAMES_MAX names, or the negative
 * errno of an unreadable directory. A missing directory counts as empty, and so does one
 * below a wildcard without read permission. The caller frees *ret after success. */
int glob_find(const char *pattern, struct glob_result *ret);
void glob_result_free(struct glob_result *found);

#endif
