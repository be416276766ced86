/* init/pid1/keyrings.h - keeps the keyrings of the host out of reach.
 *
 * Layer:  init/pid1, set-up only.
 * Source: keyrings(7), user-keyring(7). The kernel finds keys by user id. Root in a
 *         container without a user namespace has the user id of the host's root, so it
 *         could link and read the keys in that user's keyring. A new session keyring
 *         does not prevent that. */
#ifndef INIT_PID1_KEYRINGS_H
#define INIT_PID1_KEYRINGS_H

#include <stdbool.h>

/* Makes add_key(2), request_key(2) and keyctl(2) fail with ENOSYS, for us and all processes
 * that we start. Needs CAP_SYS_ADMIN or no_new_privs, and sets neither. Returns 0 or a
 * negative errno; 0 without a filter if the calls do not work anyway. */
int keyrings_close(void);

/* Returns true if the calls fail. */
bool keyrings_are_closed(void);

#endif
