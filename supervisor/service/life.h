/* supervisor/service/life.h - what happens to one unit, from its start to its end.
 *
 * Calls go down in this order: service.c (events of the unit), stop.c, launch.c, stopped.c. */
#ifndef SUPERVISOR_SERVICE_LIFE_H
#define SUPERVISOR_SERVICE_LIFE_H

#include "supervisor/base/unit.h"

/* ---- stop.c ---- */

/* Sends the signal of this step of stop-signal to the processes of stop-target. */
void stop_send_signal(struct unit *u, uint32_t step);
/* Kills what the key `kill` says. */
void stop_kill(struct unit *u);
void stop_init(struct context *ctx);
void stop_done(struct context *ctx);

/* ---- launch.c ---- */

/* Starts the unit: first the commands before its process, then that. */
void service_spawn(struct unit *u);
/* Starts its main process, now. */
void service_start(struct unit *u);
/* The report pipe of the start can be read. */
void service_exec_reported(struct unit *u);
/* Reads the report pipe and closes it, unless nothing is there yet. Returns true if the program
 * runs. */
bool service_read_report(struct unit *u);
/* execve() has succeeded. */
void service_program_runs(struct unit *u);
/* The program runs, and with type = forking the main process is known. */
void service_running(struct unit *u);

/* ---- stopped.c ---- */

/* The start failed before there was a process; `why` is reported. */
void service_start_failed(struct unit *u, int code, const char *why);
/* Reports `text` about the unit; about ctinit, if the unit is the command of `-- CMD`. */
void service_report_error(const struct unit *u, const char *text);
/* No process is left: post-stop runs, then service_stopped() is called. */
void service_cleaned_up(struct unit *u);
/* The unit is over: now the core may know. */
void service_stopped(struct unit *u);

#endif
