/* init/pid1/privileges.h - drops privileges, and verifies that they are gone.
 *
 * Layer:  init/pid1, set-up only.
 * Source: capabilities(7), prctl(2) PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS,
 *         PR_SET_DUMPABLE. */
#ifndef INIT_PID1_PRIVILEGES_H
#define INIT_PID1_PRIVILEGES_H

struct handoff;

/* Reduces the bounding, ambient and inheritable sets, sets no_new_privs, and makes the
 * process not dumpable. Exits if a step fails. */
void privileges_drop(const struct handoff *handoff);

/* Checks capabilities, root, /proc, working directory and descriptors, and exits if one
 * is not as it should be. So a mistake of ours becomes an error and not an escape. */
void setup_verify(const struct handoff *handoff);

#endif
