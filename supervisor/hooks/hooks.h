/* supervisor/hooks/hooks.h - the commands around a service's process: the room's face.
 *
 * pre-start, scripts, pre-stop, post-stop and reload. One command at a time, each a helper with
 * the service's user, environment and streams (a + in front: with ctinit's ids). Before the
 * commands, and before the process, the files of the service's environment are read. For the
 * core a service whose pre-start runs is starting, and it has ended when post-stop is over.
 *
 * Layer:   above env/ and cleanup/. unit_events lead up to service/.
 * Memory:  one struct hooks for each unit that has one of the keys or environment files,
 *          allocated with its generation. */
#ifndef SUPERVISOR_HOOKS_HOOKS_H
#define SUPERVISOR_HOOKS_HOOKS_H

#include "supervisor/base/unit.h"

int hooks_new_all(struct generation *g, const struct conf *conf); /* 0 or -ENOMEM */
void hooks_detach(struct unit *u);
/* Returns true if commands come before the process: dirs and remove are done before them. */
bool hooks_precede_start(const struct conf_section *section);

/* ORDER_SPAWN. Returns true if a helper or a command runs first: later the process is
 * started, or the start fails. */
bool hooks_before_start(struct unit *u);
/* The process has ended and nothing is left of it, or it never was. Returns true if
 * post-stop runs; the unit has stopped when that is over. */
bool hooks_after_stop(struct unit *u);
/* ORDER_PRE_STOP. Answers the core with core_pre_stopped(). */
void hooks_pre_stop(struct unit *u);
/* ORDER_SIGNAL and ORDER_KILL. Return true if a command runs in the place of the process. */
bool hooks_signal(struct unit *u);
bool hooks_kill(struct unit *u);
/* The main process is dead: ends the command that ran beside it. */
void hooks_main_ended(struct unit *u);

/* The key reload: sends its signal or runs its command. Returns 0; -ENOENT if there is no
 * such key; -ESRCH if the service is not ready; -EBUSY (reported) if a reload still runs. */
int hooks_reload(struct unit *u);

/* Returns why the last start failed: "pre-start exited with code 3"; NULL if no hook did. */
const char *hooks_failure(const struct unit *u);
/* Returns the command before the process that runs now, or that failed: "pre-start /bin/sh";
 * or NULL. */
const char *hooks_current(const struct unit *u);

#endif
