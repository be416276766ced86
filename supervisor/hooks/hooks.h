/* supervisor/hooks/hooks.h - runs the commands around a service's process.
 *
 * The commands are those of pre-start, scripts, pre-stop, post-stop and reload. One command
 * runs at a time. Each is a helper with the service's user, environment and output; a + in
 * front of a command gives it ctinit's ids. Before the commands, and before the process, a
 * helper reads the files of the service's environment. For the core a service whose
 * pre-start runs is starting, and it has ended when post-stop is over.
 *
 * Layer:   above env/ and cleanup/. It calls service/ through unit_events.
 * Memory:  one struct hooks for each unit that has one of the keys or environment files,
 *          allocated with its generation. */
#ifndef SUPERVISOR_HOOKS_HOOKS_H
#define SUPERVISOR_HOOKS_HOOKS_H

#include "supervisor/base/unit.h"

int hooks_new_all(struct generation *g, const struct conf *conf); /* 0 or -ENOMEM */
void hooks_detach(struct unit *u);
/* Returns true if commands run before the process. Then dirs and remove are carried out
 * before those commands, and not by the process. */
bool hooks_precede_start(const struct conf_section *section);

/* For ORDER_SPAWN. Returns false if the process can be started now. Otherwise a helper or a
 * command runs first; then unit_events.start() is called, or the start fails. Either may
 * happen before this returns. */
bool hooks_before_start(struct unit *u);
/* Call when no process of the unit is left. Returns false if there is no post-stop, or the
 * start failed before any command. Otherwise post-stop runs, and unit_events.stopped() is
 * called when it is over, perhaps before this returns. */
bool hooks_after_stop(struct unit *u);
/* For ORDER_PRE_STOP. Runs pre-stop, and answers the core with core_pre_stopped() when it
 * is over. There is no answer if the end of the main process, ORDER_SIGNAL or ORDER_KILL
 * ends it first. */
void hooks_pre_stop(struct unit *u);
/* For ORDER_SIGNAL and ORDER_KILL. End a command that runs beside the main process. Return
 * true if there is no main process and a command runs in its place. That gets SIGTERM or
 * SIGKILL, but hooks_signal() leaves post-stop alone; a helper that only reads is
 * abandoned. */
bool hooks_signal(struct unit *u);
bool hooks_kill(struct unit *u);
/* Call when the main process is dead. Ends the command that ran beside it. */
void hooks_main_ended(struct unit *u);

/* Sends the signal or runs the command of the key reload. Returns 0, also if the command
 * cannot be started, which is reported; -ENOENT if there is no such key; -ESRCH if the
 * service is not ready; -EBUSY, which is reported, if a command of the service still runs;
 * or another negative errno if the signal cannot be sent. */
int hooks_reload(struct unit *u);

/* Returns why a command failed the last start: "pre-start exited with code 3". NULL: none
 * did. */
const char *hooks_failure(const struct unit *u);
/* Returns the command that runs now, before the process, or that failed the last start:
 * "pre-start /bin/sh". NULL: neither. */
const char *hooks_current(const struct unit *u);

#endif
