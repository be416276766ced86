/* supervisor/env/file_helper.h - prepares a helper to read files for a service.
 *
 * Layer: private to the room; above accounts.h. */
#ifndef SUPERVISOR_ENV_FILE_HELPER_H
#define SUPERVISOR_ENV_FILE_HELPER_H

#include "supervisor/base/unit.h"

/* Call it in a helper. Uses the memory file `fd` for notes (progress.h). From now on
 * file_read() uses the ids of the service for a file behind a symbolic link, if ctinit is
 * root and the value of `user` has no variables. Empties the scratch memory. */
void file_helper_begin(struct unit *u, int fd);

#endif
