/* supervisor/env/file_helper.h - prepares a helper to read files for a service.
 *
 * Layer: private to the room; above accounts.h. */
#ifndef SUPERVISOR_ENV_FILE_HELPER_H
#define SUPERVISOR_ENV_FILE_HELPER_H

#include "supervisor/base/unit.h"

/* Call it in a helper. Notes go to the memory file `fd` (progress.h). Files behind symbolic
 * links of the service are read with the ids of the service. Empties the scratch. */
void file_helper_begin(struct unit *u, int fd);

#endif
