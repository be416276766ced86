/* supervisor/hooks/run_parts.h - finds the executables of a directory one by one.
 *
 * It is like run-parts(8), but in version order, and only names that begin with a dot or
 * end with ~ are left out. A helper reads the directory, because the file system may hang,
 * and reads it again for each name.
 *
 * Layer:  private to the room.
 * Memory: none. */
#ifndef SUPERVISOR_HOOKS_RUN_PARTS_H
#define SUPERVISOR_HOOKS_RUN_PARTS_H

#include "supervisor/child/helper.h"

#define SCRIPT_NAME 256

/* Starts a helper that looks for the name after `after`, or for the first one if that is
 * "". Returns 0 and *ret_fd, or a negative errno and *err. Call run_parts_result() with
 * *ret_fd in the done() of the helper; the caller closes it. */
int run_parts_find(struct helper *helper, const char *dir, const char *after, int *ret_fd,
		   struct text *err);
/* Reads the result of the helper. Returns 1 with the name, and sets *ret_skipped if the
 * file is not executable. Returns 0 if there are no more names or no such directory.
 * Returns a negative errno if the directory cannot be read (*err may be empty then), or if
 * everybody may write to it or to the file. */
int run_parts_result(int fd, char name[SCRIPT_NAME], bool *ret_skipped, struct text *err);

#endif
