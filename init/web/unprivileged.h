/* init/web/unprivileged.h - finds users, and gives rights up.
 *
 * Private to the room. */
#ifndef INIT_WEB_UNPRIVILEGED_H
#define INIT_WEB_UNPRIVILEGED_H

#include <stdbool.h>
#include <sys/types.h>

#define ACCOUNT_GROUPS_MAX 64

struct account {
	uid_t uid;
	gid_t gid;
	gid_t groups[ACCOUNT_GROUPS_MAX]; /* supplementary groups of /etc/group */
	size_t group_count;
};

/* Reads USER, USER:GROUP or their numbers. Names are those of /etc/passwd and /etc/group.
 * Returns true, or false after a message. */
bool account_find(struct account *ret, const char *words);

/* Becomes the user, if it is not NULL; gives up every capability, and the chance to get one
 * by execve(2). Returns true, or false after a message. */
bool rights_give_up(const char *user);

#endif
