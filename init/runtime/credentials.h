/* init/runtime/credentials.h - the ids, groups and session of the child. */
#ifndef INIT_RUNTIME_CREDENTIALS_H
#define INIT_RUNTIME_CREDENTIALS_H

#include "init/runtime/container_plan.h"

#include <stdbool.h>

/* Ids, groups, keyring, session, and dying with the parent. Dies. False: the session keyring
 * is still the caller's. */
bool credentials_become(const struct container_plan *plan);

/* A user who is himself inside is not root there: what the init needs to mount crosses
 * the exec as ambient capabilities, capabilities(7). */
void credentials_keep_capabilities(const struct container_plan *plan);

#endif
