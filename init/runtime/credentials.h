/* init/runtime/credentials.h - the child becomes root of its namespaces, or stays who it is. */
#ifndef INIT_RUNTIME_CREDENTIALS_H
#define INIT_RUNTIME_CREDENTIALS_H

#include "init/runtime/container_plan.h"

#include <stdbool.h>

/* Ids, groups, keyring, session, and dying with the parent. Dies. False: the session keyring
 * is still the caller's. */
bool identity_take(const struct plan *plan);

/* A user who is himself inside is not root there: what the init needs to mount crosses
 * the exec as ambient capabilities, capabilities(7). */
void identity_keep_capabilities(const struct plan *plan);

#endif
