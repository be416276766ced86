/* supervisor/env/map_users.h - [init] map-user: other ids for names of users and groups.
 *
 * The words hold as they were at the start of ctinit, because /etc/passwd was rewritten then.
 *
 * Memory: the words are copied in map_users_load(). */
#ifndef SUPERVISOR_ENV_MAP_USERS_H
#define SUPERVISOR_ENV_MAP_USERS_H

#include "supervisor/base/context.h"

int map_users_load(struct context *ctx); /* 0 or -ENOMEM */
void map_users_free(struct context *ctx);
/* Writes the ids into /etc/passwd and /etc/group, once, before anything is started: it may
 * wait for the disk. Failures are reported. */
void map_users_apply(struct context *ctx);

#endif
