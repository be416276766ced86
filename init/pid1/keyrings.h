/* init/pid1/keyrings.h - keeps the keyrings of the host out of reach.
 *
 * The kernel finds a user's keyring by the user id. Root in a container without a user
 * namespace has the user id of the host's root, so it could link and read the keys of that
 * user. A new session keyring does not prevent that.
 *
 * Private to init/pid1; for the set-up only.
 * Source: keyrings(7), user-keyring(7). */
#ifndef INIT_PID1_KEYRINGS_H
#define INIT_PID1_KEYRINGS_H

#include <stdbool.h>

/* Makes add_key(2), request_key(2) and keyctl(2) fail with ENOSYS for us and all processes
 * that we start. The caller must have CAP_SYS_ADMIN or no_new_privs. Returns 0 or a
 * negative errno. Also returns 0 if the filter is refused but the calls fail anyway. */
int keyrings_close(void);

/* Returns true if keyctl(2) fails, because of our filter or of another one. */
bool keyrings_are_closed(void);

#endif
