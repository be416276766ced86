/* supervisor/service/life.h - declares the steps in the life of one unit.
 *
 * The files are service.c (events of the unit), unit_timer.c, main_exit.c, stop.c,
 * launch.c, start_report.c, ended.c and stopped.c. Each calls only files that come later in
 * this list.
 *
 * Private to the room. */
#ifndef SUPERVISOR_SERVICE_LIFE_H
#define SUPERVISOR_SERVICE_LIFE_H

#include "supervisor/base/unit.h"

/* ---- unit_timer.c ---- */

/* Call when the unit's timer has expired. Retries a start that waits for resources, or
 * passes the event to the clean-up or the core. */
void service_timer_expired(struct unit *u);

/* ---- main_exit.c ---- */

/* Call when the main process has exited and no other process replaces it. Ends the commands
 * beside it, and starts the clean-up. `pid` is the argument of cleanup_begin(). */
void service_main_gone(struct unit *u, pid_t pid);

/* ---- stop.c ---- */

/* Sends the signal of this step of stop-signal to the processes of stop-target. If no main
 * process runs, signals the remaining processes, or the command that runs instead, or ends
 * a search for the main process. A start that waits for resources or accounts fails. */
void stop_send_signal(struct unit *u, uint32_t step);
/* Kills the processes that `kill` selects. If no main process runs, does the same as
 * stop_send_signal(), but with SIGKILL. */
void stop_kill(struct unit *u);
void stop_init(struct context *ctx);
void stop_done(struct context *ctx);

/* ---- launch.c ---- */

/* Starts the checks and waits before a start (prepare_start()). If these permit the start,
 * the core orders service_spawn(). */
void service_prepare(struct unit *u);
/* Runs the commands before the process, then calls service_start(). */
void service_spawn(struct unit *u);
/* Starts the main process. If accounts must be read first (env/accounts.h) or resources are
 * short (retry.h), it is called again later. Reports and ends a start that fails. */
void service_start(struct unit *u);

/* ---- start_report.c ---- */

/* Call when the report pipe of the start is readable. */
void service_exec_reported(struct unit *u);
/* Reads and closes the report pipe, unless it is still empty and the main process is alive.
 * Returns true if the pipe was closed without a report: execve() succeeded, or a signal
 * killed the child before it. Returns false if the pipe is still empty, or if the start
 * failed, which is reported. */
bool service_read_report(struct unit *u);
/* Call when execve() has succeeded. */
void service_program_runs(struct unit *u);
/* Call when the program runs. With `type = forking` the main process must be known, too. */
void service_running(struct unit *u);

/* ---- ended.c ---- */

/* Ends a start that failed before there was a process, with exit code `code`, and reports
 * `why`. Runs `post-stop` if a command of the start ran. */
void service_start_failed(struct unit *u, int code, const char *why);
/* Call when the clean-up is over. Runs `post-stop`, if it is set, and then calls
 * service_stopped(). */
void service_cleaned_up(struct unit *u);

/* ---- stopped.c ---- */

/* Ends the run of the unit, and reports its exit to the core. */
void service_stopped(struct unit *u);

#endif
