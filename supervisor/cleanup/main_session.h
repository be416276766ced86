/* supervisor/cleanup/main_session.h - keeps the sessions of daemons and their launchers.
 *
 * With `type = forking`, or after MAINPID=, the main process need not be the leader of its
 * session: the launcher or a process between the two may be. A process in the session of
 * the launcher or of the main process belongs to the unit. pidfile.c registers the
 * sessions.
 *
 * Layer:   cleanup; sup_events.c uses it for children that are not in the child table.
 * Memory:  struct main_session is embedded in struct pidfile. */
#ifndef SUPERVISOR_CLEANUP_MAIN_SESSION_H
#define SUPERVISOR_CLEANUP_MAIN_SESSION_H

#include "supervisor/base/unit.h"

struct main_session {
	struct unit *unit;
	/* Links of cleanup->sessions. `link` is NULL if the entry is not in the list. */
	struct main_session *next, **link;
	uint64_t launched; /* when the launcher exited, in ticks of proctree_now() */
	pid_t launcher;    /* the exited launcher, which we started; 0: none has exited */
	pid_t session;     /* session of the main process; 0: none yet */
};

/* Adds the entry to cleanup->sessions. Does nothing if it is there already. */
void main_session_register(struct main_session *entry);
/* Removes the entry from the list. Does nothing if it is not there. */
void main_session_unregister(struct main_session *entry);
/* Returns the index of the unit whose launcher made this session or whose main process is
 * in it, or OWNER_NONE. `start` is the start time of the process that is looked up: after
 * the launcher has exited, or after the main process has died, the number of its session
 * may belong to another session, so only a process that is older than that belongs to the
 * unit. */
uint32_t main_session_owner(const struct context *ctx, pid_t session, uint64_t start);
/* Returns the unit whose main process is `pid`, if that was not our child when it became
 * the main process. (It is our child now if its parent died.) Otherwise returns NULL. */
struct unit *main_session_unit(const struct context *ctx, pid_t pid);

#endif
