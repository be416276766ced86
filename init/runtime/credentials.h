/* init/runtime/credentials.h - sets the ids, groups, keyring and session of the child.
 *
 * Private to init/runtime. */
#ifndef INIT_RUNTIME_CREDENTIALS_H
#define INIT_RUNTIME_CREDENTIALS_H

#include "init/runtime/container_plan.h"

#include <stdbool.h>

/* Sets ids, groups, keyring and session, clears the dumpable flag, and makes the kernel
 * kill us when the parent dies. Call it after the id maps are written. Returns false if we
 * are still in the caller's session keyring and can use it. Dies if the ids or groups
 * cannot be set. */
bool credentials_become(const struct container_plan *plan);

/* For MAP_SELF, makes our capabilities ambient so that they survive the exec. The user is
 * not root inside, but the init needs capabilities to mount (capabilities(7)). Does nothing
 * for other maps. */
void credentials_keep_capabilities(const struct container_plan *plan);

#endif
