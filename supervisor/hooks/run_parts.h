/* supervisor/hooks/run_parts.h - finds the executables of a directory one by one.
 *
 * Like run-parts(8), but in version order, and it skips only names that begin with a dot or
 * end with ~. A helper reads the directory, because the file system may hang. It reads the
 * directory again for each name.
 *
 * Layer:  private to the room.
 * Memory: none. */
#ifndef SUPERVISOR_HOOKS_RUN_PARTS_H
#define SUPERVISOR_HOOKS_RUN_PARTS_H

#include "supervisor/child/helper.h"

#define SCRIPT_NAME 256

/* Starts a helper that looks for the first name after `after`; "" is before all names.
 * Returns 0 with *ret_fd, or a negative errno with *err. Call run_parts_result() with
 * *ret_fd in the helper's done(). The caller closes *ret_fd. */
int run_parts_find(struct helper *helper, const char *dir, const char *after, int *ret_fd,
		   struct text *err);
/* Reads the helper's result from `fd`. Returns 1 with the name; *ret_skipped is true if the
 * file is not executable. Returns 0 if there is no further name or no such directory.
 * Returns a negative errno if the directory cannot be read (*err may be empty), or if any
 * user may write to the directory or the file. */
int run_parts_result(int fd, char name[SCRIPT_NAME], bool *ret_skipped, struct text *err);

#endif
