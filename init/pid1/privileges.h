/* init/pid1/privileges.h - drops privileges, and verifies that the container has no others.
 *
 * Private to init/pid1; for the set-up only.
 * Source: capabilities(7), prctl(2) PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS,
 *         PR_SET_DUMPABLE. */
#ifndef INIT_PID1_PRIVILEGES_H
#define INIT_PID1_PRIVILEGES_H

struct handoff;

/* Calls keyrings_close(), reduces the capability sets and sets no_new_privs, each only if
 * the handoff says so. Clears the dumpable flag. Exits with a message if a step fails. */
void privileges_drop(const struct handoff *handoff);

/* Checks capabilities, no_new_privs, keyrings, "/", /proc, the working directory and
 * CLOEXEC of all descriptors. Exits with a message if one is wrong. This turns a bug of
 * ours into an error instead of a container escape. */
void setup_verify(const struct handoff *handoff);

#endif
