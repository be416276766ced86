/* supervisor/hooks/hooks.h - runs the commands before, beside and after a service's
 * process.
 *
 * The keys are `pre-start`, `scripts`, `pre-stop`, `post-stop` and `reload`. One command
 * runs at a time. Each is a helper with the service's user, environment and output; the
 * prefix + gives it ctinit's ids. Before the commands, and before the process, a helper
 * reads the files of the service's environment. For the core, a service is starting while
 * `pre-start` runs, and has ended when `post-stop` is over.
 *
 * Layer:   above env/ and cleanup/. It calls service/ through unit_events.
 * Memory:  one struct hooks for each unit that has one of the keys or environment files,
 *          allocated with its generation. */
#ifndef SUPERVISOR_HOOKS_HOOKS_H
#define SUPERVISOR_HOOKS_HOOKS_H

#include "supervisor/base/unit.h"

int hooks_new_all(struct generation *g, const struct conf *conf); /* 0 or -ENOMEM */
/* Call when the unit is released. Stops watching a command, but does not kill it. */
void hooks_detach(struct unit *u);
/* Returns true if commands run before the process. `dirs` and `remove` are then handled
 * before those commands, not by the process. */
bool hooks_precede_start(const struct conf_section *section);

/* Call when a start begins. Forgets which commands the last start ran, and which failed. */
void hooks_forget_last_start(struct unit *u);
/* For ORDER_SPAWN. Returns false if the process can start now. Otherwise a helper or a
 * command runs first, and then unit_events.start() is called or the start fails. Both may
 * happen before this returns. */
bool hooks_before_start(struct unit *u);
/* Call when the clean-up is over. Returns false if `post-stop` is not set, or if the start
 * failed before any command. Otherwise runs `post-stop`, and calls unit_events.stopped()
 * when it is over, perhaps before this returns. */
bool hooks_after_stop(struct unit *u);
/* For ORDER_PRE_STOP. Runs `pre-stop`, and calls core_pre_stopped() when it is over. Does
 * not call it if the main process exits first, or if ORDER_SIGNAL or ORDER_KILL stops the
 * command. */
void hooks_pre_stop(struct unit *u);
/* For ORDER_SIGNAL and ORDER_KILL. Both kill a command that runs beside the main process.
 * If there is no main process but a command, they send it SIGTERM or SIGKILL and return
 * true; hooks_signal() does not signal `post-stop`. If a helper only reads files for the
 * start, they kill it, and the start fails. */
bool hooks_signal(struct unit *u);
bool hooks_kill(struct unit *u);
/* Call when the main process is dead. Kills a command that runs beside it (`pre-stop`,
 * `reload`). */
void hooks_main_ended(struct unit *u);

/* Sends the signal or runs the command of `reload`. Returns 0, even if the command cannot
 * be started, which is reported; -ENOENT if the key is not set; -ESRCH if the service is
 * not ready; -EBUSY, which is reported, if a command of the service is running; or another
 * negative errno if the signal cannot be sent. */
int hooks_reload(struct unit *u);

/* Returns why a command failed the last start, "pre-start exited with code 3", or NULL. */
const char *hooks_failure(const struct unit *u);
/* Returns the command that is running before the process, or that failed the last start:
 * "pre-start /bin/sh". Returns NULL if there is none. */
const char *hooks_current(const struct unit *u);

#endif
