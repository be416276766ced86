/* init/runtime/credentials.h - the ids, groups and session of the child. */
#ifndef INIT_RUNTIME_CREDENTIALS_H
#define INIT_RUNTIME_CREDENTIALS_H

#include "init/runtime/container_plan.h"

#include <stdbool.h>

/* Sets ids, groups, keyring and session, and lets the kernel kill us when the parent dies.
 * Returns false if the session keyring is still that of the caller. Dies on failure. */
bool credentials_become(const struct container_plan *plan);

/* A user who keeps their own id is not root inside. The capabilities with which the init
 * mounts then cross the exec as ambient capabilities, capabilities(7). */
void credentials_keep_capabilities(const struct container_plan *plan);

#endif
