/* conf/load/glob.h - finds the files that match a pattern with * ? and [...].
 *
 * Private to conf/load. We do not use glob(3), because it expands ~NAME: that links libc's
 * name service switch (nsswitch.conf(5)), which a static program must not call.
 * Source: glob(7) for the pattern, fnmatch(3) with FNM_PERIOD. */
#ifndef CONF_LOAD_GLOB_H
#define CONF_LOAD_GLOB_H

#include <stddef.h>

/* Limits for one pattern. A directory of directories needs less. A pattern that reaches the
 * whole file system would take minutes. */
#define GLOB_DIRS_MAX  4096
#define GLOB_NAMES_MAX 65536

struct glob_result {
	char **paths; /* sorted by their bytes */
	size_t count;
};

/* Finds the paths that match the pattern. Returns 0, -ENOMEM, -E2BIG if more than
 * GLOB_DIRS_MAX directories or GLOB_NAMES_MAX names must be read, or the negative errno of
 * a directory that cannot be read. A directory counts as empty if it is missing, or if it
 * is below a wildcard and we have no permission. A path that cannot be examined for another
 * reason stays in the result: opening it reports the reason. After success the caller frees
 * *ret with glob_result_free(). */
int glob_find(const char *pattern, struct glob_result *ret);
void glob_result_free(struct glob_result *found);

#endif
