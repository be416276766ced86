/* init/pid1/privileges.h - drops privileges, and verifies that they are gone.
 *
 * Layer:  init/pid1, set-up only.
 * Source: capabilities(7), prctl(2) PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_SET_DUMPABLE. */
#ifndef INIT_PID1_PRIVILEGES_H
#define INIT_PID1_PRIVILEGES_H

struct handoff;

/* The bounding set, ambient and inheritable sets, no_new_privs, not dumpable. Ends the
 * process when it cannot. */
void privileges_drop(const struct handoff *handoff);

/* Is everything as it was asked for: capabilities, root, /proc, directory, descriptors? If
 * not the process ends: a mistake becomes an error and not a way out. */
void setup_verify(const struct handoff *handoff);

#endif
