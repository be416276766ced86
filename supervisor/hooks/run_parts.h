/* supervisor/hooks/run_parts.h - the executables of a directory, one after the other.
 *
 * As run-parts(8), in version order. A helper reads the directory again for each name,
 * because the file system may hang.
 *
 * Layer:  private to the room.
 * Memory: none. */
#ifndef SUPERVISOR_HOOKS_RUN_PARTS_H
#define SUPERVISOR_HOOKS_RUN_PARTS_H

#include "supervisor/child/helper.h"

#define SCRIPT_NAME 256

/* Starts a helper that looks for the name after `after` ("" for the first). Its done()
 * says when it has ended; keep *ret_fd until then. Returns 0, or a negative errno and
 * *err. */
int run_parts_find(struct helper *helper, const char *dir, const char *after, int *ret_fd,
		   struct text *err);
/* Reads its result. Returns 1 with the name (*ret_skipped: it is not executable); 0 if there
 * are no more names, or no such directory; or a negative errno and *err: the directory
 * cannot be read, or everybody may write to it or to the file. */
int run_parts_result(int fd, char name[SCRIPT_NAME], bool *ret_skipped, struct text *err);

#endif
