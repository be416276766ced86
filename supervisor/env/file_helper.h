/* supervisor/env/file_helper.h - prepares a helper to read files for a service.
 *
 * Layer: private to the room; above accounts.h. */
#ifndef SUPERVISOR_ENV_FILE_HELPER_H
#define SUPERVISOR_ENV_FILE_HELPER_H

#include "supervisor/base/unit.h"

/* Call it in a helper. Uses the memory file `fd` for notes (progress.h). A file behind a
 * symbolic link of the service is read with the service's ids. Empties the scratch
 * memory. */
void file_helper_begin(struct unit *u, int fd);

#endif
