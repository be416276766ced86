/* supervisor/service/life.h - declares what happens to one unit, from its start to its end.
 *
 * The files are service.c (the events of the unit), unit_timer.c, main_exit.c, stop.c,
 * launch.c, start_report.c, ended.c and stopped.c. Each of them calls only files that come
 * after it in this list.
 *
 * Private to the room. */
#ifndef SUPERVISOR_SERVICE_LIFE_H
#define SUPERVISOR_SERVICE_LIFE_H

#include "supervisor/base/unit.h"

/* ---- unit_timer.c ---- */

/* Call when the timer of the unit has expired. Repeats a start that waits for resources, or
 * tells the clean-up or the core. */
void service_timer_expired(struct unit *u);

/* ---- main_exit.c ---- */

/* Call when the main process is gone, and no other process replaces it. Ends what ran
 * beside it, and begins the clean-up. `pid` is the dead main process if it is not reaped
 * yet, else 0. */
void service_main_gone(struct unit *u, pid_t pid);

/* ---- stop.c ---- */

/* Sends the signal of this step of stop-signal to the processes of stop-target. If no main
 * process runs, the signal is for the processes that it left or for the command that runs
 * in its place; a start that waits, or a search for the main process, ends. */
void stop_send_signal(struct unit *u, uint32_t step);
/* Kills the processes that the key `kill` names. If no main process runs, does what
 * stop_send_signal() does then, with SIGKILL. */
void stop_kill(struct unit *u);
void stop_init(struct context *ctx);
void stop_done(struct context *ctx);

/* ---- launch.c ---- */

/* Begins a start with its conditions and wait-for. The core, if they let it start, orders
 * service_spawn(). */
void service_prepare(struct unit *u);
/* Starts the unit: runs the commands before its process, and then the process. */
void service_spawn(struct unit *u);
/* Starts its main process. If accounts have to be read first (env/accounts.h) or resources
 * are short (retry.h), it is called again later. A start that fails is reported and
 * ends. */
void service_start(struct unit *u);

/* ---- start_report.c ---- */

/* Call when the report pipe of the start can be read. */
void service_exec_reported(struct unit *u);
/* Reads the report pipe and closes it, unless nothing is there yet. Returns true if
 * execve() succeeded; a start that failed is reported. */
bool service_read_report(struct unit *u);
/* Call when execve() has succeeded. */
void service_program_runs(struct unit *u);
/* Call when the program runs and, with type = forking, the main process is known. */
void service_running(struct unit *u);

/* ---- ended.c ---- */

/* Ends a start that failed before there was a process, and reports `why`. */
void service_start_failed(struct unit *u, int code, const char *why);
/* Call when no process of the unit is left. Runs post-stop, if there is one, and then calls
 * service_stopped(). */
void service_cleaned_up(struct unit *u);

/* ---- stopped.c ---- */

/* Ends the run of the unit, and reports its exit to the core. */
void service_stopped(struct unit *u);

#endif
