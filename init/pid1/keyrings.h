/* init/pid1/keyrings.h - blocks access to the host's keyrings.
 *
 * The kernel finds a user's keyring by user id. Without a user namespace, root in the
 * container has the id of the host's root and could read its keys. A new session keyring
 * does not prevent that.
 *
 * Private to init/pid1; for the set-up only.
 * Source: keyrings(7), user-keyring(7). */
#ifndef INIT_PID1_KEYRINGS_H
#define INIT_PID1_KEYRINGS_H

#include <stdbool.h>

/* Makes add_key(2), request_key(2) and keyctl(2) fail with ENOSYS for us and our children.
 * The caller needs CAP_SYS_ADMIN or no_new_privs. Returns 0 or a negative errno. Also
 * returns 0 if the filter cannot be loaded but the calls already fail. */
int keyrings_close(void);

/* Returns true if keyctl(2) fails, because of our filter or another one. */
bool keyrings_are_closed(void);

#endif
