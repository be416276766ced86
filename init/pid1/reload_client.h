/* init/pid1/reload_client.h - reloads for clients of the control socket: reload, dry run,
 * scale.
 *
 * Private to init/pid1. */
#ifndef INIT_PID1_RELOAD_CLIENT_H
#define INIT_PID1_RELOAD_CLIENT_H

struct init; /* init/pid1/init.h */

/* Sets the functions of init->host. Call it once, before sup_new(). */
void reload_client_init(struct init *init);
/* Takes ownership of `conf_fd`, a handoff that the front end has read for a dry run; -1: it
 * could not. Answers the client that waits for it. */
void reload_client_checked(struct init *init, int conf_fd);

#endif
