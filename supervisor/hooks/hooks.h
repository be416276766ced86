/* supervisor/hooks/hooks.h - runs the commands around a service's process.
 *
 * The commands are those of pre-start, scripts, pre-stop, post-stop and reload. One command
 * runs at a time. Each is a helper with the service's user, environment and streams; a + in
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

/* For ORDER_SPAWN. Returns true if a helper or a command runs first. Then either
 * unit_events.start() is called later, or the start fails. */
bool hooks_before_start(struct unit *u);
/* Call when no process of the unit is left. Returns true if post-stop runs now; then
 * unit_events.stopped() is called when post-stop is over. */
bool hooks_after_stop(struct unit *u);
/* For ORDER_PRE_STOP. Runs pre-stop, and answers the core with core_pre_stopped(). */
void hooks_pre_stop(struct unit *u);
/* For ORDER_SIGNAL and ORDER_KILL. End a command that runs beside the main process. Return
 * true if there is no main process and a command runs in its place; that gets the signal,
 * but hooks_signal() leaves post-stop alone. */
bool hooks_signal(struct unit *u);
bool hooks_kill(struct unit *u);
/* Call when the main process is dead. Ends the command that ran beside it. */
void hooks_main_ended(struct unit *u);

/* Sends the signal or runs the command of the key reload. Returns 0, -ENOENT if there is no
 * such key, -ESRCH if the service is not ready, or -EBUSY, which is reported, if a command
 * of the service still runs. */
int hooks_reload(struct unit *u);

/* Returns why a command failed the last start: "pre-start exited with code 3". NULL: none
 * did. */
const char *hooks_failure(const struct unit *u);
/* Returns the command before the process that runs now or that failed, as in "pre-start
 * /bin/sh", or NULL. */
const char *hooks_current(const struct unit *u);

#endif
