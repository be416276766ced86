/* init/pid1/keyrings.h - keeps the keyrings of the host out of reach.
 *
 * Layer:  init/pid1, set-up only.
 * Source: keyrings(7), user-keyring(7): keys are found by the user id. Root of a container
 *         without a user namespace is the host's root, so it could link and read what lies
 *         in the keyring of that user. A session keyring of its own does not change that. */
#ifndef INIT_PID1_KEYRINGS_H
#define INIT_PID1_KEYRINGS_H

#include <stdbool.h>

/* From now on add_key(2), request_key(2) and keyctl(2) fail with ENOSYS, for us and for all
 * that we start. Needs CAP_SYS_ADMIN or no_new_privs, and sets neither. 0 or a negative
 * errno; 0 without a filter where the calls do not work anyway. */
int keyrings_close(void);

/* Whether the calls fail. */
bool keyrings_are_closed(void);

#endif
