/* supervisor/env/map_users.h - changes the ids of users and groups ([init] map-user).
 *
 * A reload does not change these ids, because /etc/passwd is rewritten only when ctinit
 * starts.
 *
 * Layer:  env; sup.c and sup_calls.c call it.
 * Memory: map_users_load() copies the words of the key. */
#ifndef SUPERVISOR_ENV_MAP_USERS_H
#define SUPERVISOR_ENV_MAP_USERS_H

#include "supervisor/base/context.h"

int map_users_load(struct context *ctx); /* 0 or -ENOMEM */
/* Frees the words of the key. */
void map_users_free(struct context *ctx);
/* Writes the ids into /etc/passwd and /etc/group, and reports failures. Changes nothing,
 * and warns, if /etc may be the host's. Call once, before the first start, because it may
 * wait for the disk: at most 10 s for each file, or without a limit if pidfd_open(2) is
 * missing. */
void map_users_apply(struct context *ctx);

#endif
