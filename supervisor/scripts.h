/* supervisor/scripts.h - the executables of a directory, one after the other.
 *
 * Private to the room. Takes no memory: each time the directory is read again for the name
 * that comes next, by a child with a time limit (proc/aside.h). */
#ifndef SUPERVISOR_SCRIPTS_H
#define SUPERVISOR_SCRIPTS_H

#include "supervisor/service.h"

#define SCRIPT_NAME 256

/* The next after `name` ("" at first), in version order, into `name`: 1. 0: there are no
 * more, or no such directory. A negative errno and why[]: the directory cannot be read, or
 * it or the file may be written by everybody. */
int scripts_next(struct service *svc, const char *dir, char name[SCRIPT_NAME], char *why,
		 size_t size);

#endif
