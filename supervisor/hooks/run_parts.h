/* supervisor/hooks/run_parts.h - the executables of a directory, one after the other.
 *
 * Private to the room. Takes no memory: each time the directory is read again for the name
 * that comes next, by a helper, because its file system may not answer. */
#ifndef SUPERVISOR_SCRIPTS_H
#define SUPERVISOR_SCRIPTS_H

#include "conf/base/text.h"
#include "supervisor/child/helper.h"

#define SCRIPT_NAME     256
#define SCRIPTS_TIMEOUT SECONDS(10)

/* Looks for the next after `after` ("" at first), in version order: the helper's done() says
 * when, *ret_fd is to be kept until then. 0; a negative errno and *err. */
int run_parts_find(struct helper *helper, const char *dir, const char *after, int *ret_fd,
		   struct text *err);
/* What it found, into `name`: 1 (*ret_passed: it is not executable). 0: there are no more,
 * or no such directory. A negative errno and *err: the directory cannot be read, or it or
 * the file may be written by everybody. */
int run_parts_result(int fd, char name[SCRIPT_NAME], bool *ret_passed, struct text *err);

#endif
