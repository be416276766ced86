/* supervisor/sup.h - starts, watches and stops a set of services: the public interface of
 * supervisor/.
 *
 * Layer:   above all rooms of supervisor/; init/pid1 and init/verbs call it.
 * Units:   every time is msec, CLOCK_MONOTONIC.
 * Errors:  functions that return int return 0 or a negative errno. None exits or aborts.
 *          None blocks, except that sup_start() waits for `map-user`. Messages go only
 *          through struct sup_host.
 * Memory:  only sup_new() and a reload allocate. sup_stop_time() frees what it allocates.
 * Threads: one, the event loop's.
 * Source:  waitid(2), pid_namespaces(7). */
#ifndef SUPERVISOR_SUP_H
#define SUPERVISOR_SUP_H

#include "conf/base/base.h"
#include "supervisor/base/host.h"
#include "supervisor/service/unsettled.h"

#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

struct conf;    /* conf/conf.h */
struct ev_loop; /* <ev.h> */
struct sup;     /* opaque: supervisor/sup_internal.h */

/* Upper bounds for a supervisor with `count` units. */
struct sup_needs {
	size_t fds, watchers;
};
struct sup_needs sup_needs(size_t count);

/* Creates one unit for each setup and service of `conf`, which must outlive the supervisor.
 * All units are down. Returns 0, -EINVAL if `conf` has errors, -ENOMEM, or another negative
 * errno if the log memory cannot be made. */
int sup_new(const struct conf *conf, struct ev_loop *loop, const struct sup_host *host,
	    struct sup **ret_sup);
/* Frees all memory, and closes all descriptors. Kills no process. Accepts NULL. */
void sup_free(struct sup *sup);
/* Starts the setups, then the services; the loop does the work. Call it once. It first
 * changes the ids of `map-user`, which may wait for the disk; otherwise it returns at
 * once. */
void sup_start(struct sup *sup);

/* ---- clients ---- */

/* Opens the control socket. Call it before sup_start(): it may wait for a file system. A
 * failure is reported, and the supervisor works without the socket. */
void sup_open_control(struct sup *sup);
/* Takes over `fd`, the connection of a client that the front end has checked: it may do
 * everything. */
void sup_add_client(struct sup *sup, int fd);
/* Closes all connections, and removes the control socket. */
void sup_close_control(struct sup *sup);

/* ---- shutdown ---- */

/* Starts the shutdown. The container exits with `code`; `why` ("SIGTERM") is for messages.
 * During a shutdown the first code and reason stay, and the time that is left becomes at
 * most shutdown-timeout. */
void sup_shutdown(struct sup *sup, int code, const char *why);
/* Call for each further request to shut down. The second request shortens all waits to 1 s,
 * the third kills. */
void sup_escalate(struct sup *sup);
bool sup_is_shutting_down(const struct sup *sup);
/* Returns true after the third request or after shutdown-timeout. All processes are then
 * killed. */
bool sup_is_killing(const struct sup *sup);
/* Returns `wait`, or the time that is left until the shutdown deadline if that is less. 0
 * means: do not wait. Returns `wait` if no shutdown runs. */
msec sup_shutdown_limit(const struct sup *sup, msec wait);
/* Computes how long the stop of all services may take, at most shutdown-timeout or its
 * default. `conf` must have no errors. Returns 0 or -ENOMEM. */
int sup_stop_time(const struct conf *conf, msec *ret_max);

/* Returns true when no service runs, none will start, and all output is written or cannot
 * be written in time. *ret_code is then the exit code of the container. *ret_why is a
 * one-line reason that lives as long as the supervisor. Other processes of the namespace
 * may still run, even a service that SIGKILL did not end within 1 s. */
bool sup_finished(const struct sup *sup, int *ret_code, const char **ret_why);
/* Call when sup_finished() returns true. If a failed unit is the cause of the container's
 * end, reads the last lines that it wrote into out[max], without a NUL, and sets *ret_name
 * to its name. Returns their length, or 0. */
size_t sup_failed_lines(const struct sup *sup, char *out, size_t max,
			const char **ret_name);
/* Sets the function that is called when sup_finished() becomes true; NULL: none. */
void sup_on_finished(struct sup *sup, void (*done)(void *context), void *context);
/* Signals the remaining processes: with `everybody`, all processes of the pid namespace,
 * which must be ours; otherwise those below PID 1. Signals all of them before it returns.
 * Reports the first SIGKILL with the process names. */
void sup_signal_remaining(struct sup *sup, int signal, bool everybody);
/* Call when the remaining processes have exited. Returns true if their last output is not
 * written yet; sup_finished() then returns false until it is. */
bool sup_drain_remaining(struct sup *sup);

/* ---- reload ---- */

/* Replaces the configuration. Units that the new configuration no longer has, and changed
 * units, stop; new and changed units start; the others continue. Takes `conf`, and frees it
 * if the reload does not begin. Returns 0 if the reload began; it reports its progress
 * itself. Returns -EBUSY if the setups are not over, the container ends or another reload
 * runs; -ENODATA if no service would be left; -EINVAL if `conf` has errors; -ENOMEM; or
 * another negative errno if the log memory cannot be made. After an error nothing has
 * changed. A reload that began is abandoned, with a report, if the container ends meanwhile
 * or there is no memory for the new core; in the second case the units that it stopped
 * start again. */
int sup_reload(struct sup *sup, struct conf *conf);
/* The same for a configuration in which only the number of instances of service `name`
 * differs: starts all its instances that do not run, as a start by hand does, and does not
 * run the key `reload` of the services that continue. */
int sup_scale(struct sup *sup, struct conf *conf, const char *name);
/* Call when a reload that sup_host.reload() has begun is refused, with the reason. */
void sup_reload_refused(struct sup *sup, const char *why);
/* Call for each line about the new configuration. `level` is "error", "warning" or
 * "info". */
void sup_reload_message(struct sup *sup, const char *level, const char *text);
/* For a child that answers sup_host.dry_run(): writes to the client `fd` what a reload with
 * `conf` would change, or the lines of `errors` if `conf` is NULL, for at most 10 s. */
void sup_dry_run(struct sup *sup, struct conf *conf, char *errors, int fd);
/* Returns true if no reload runs, the setups are over and no shutdown runs. */
bool sup_can_reload(const struct sup *sup);
/* Returns the configuration in force: that of sup_new(), or of the last reload. */
const struct conf *sup_conf(const struct sup *sup);
/* Reloads unit `i` by its key `reload`: sends the signal or runs the command. Returns 0,
 * even if the command cannot be started, which is reported; -ENOENT if there is no such
 * unit or it has no such key; -ESRCH if it is not ready; -EBUSY, which is reported, if a
 * command of the unit still runs; or another negative errno if the signal could not be
 * sent. */
int sup_reload_service(struct sup *sup, uint32_t i);

/* ---- children and signals ---- */

/* Call for each dead child. While sup_needs_zombies() returns true, call it before you reap
 * the child (waitid(2), WNOWAIT), because its pid and process group must not be reused
 * meanwhile. Then reap the child. `wstatus` is as from waitpid(2). Returns false for a
 * process that we did not start and that is no main process. */
bool sup_child_exited(struct sup *sup, pid_t pid, int wstatus);
/* Returns false if children may be reaped before sup_child_exited(): during a shutdown,
 * when no process has to be killed by its pid or process group. */
bool sup_needs_zombies(struct sup *sup);
/* Sends a signal to the main process of service number `service`. `info` carries a queued
 * value (rt_sigqueueinfo(2)) or is NULL. Does nothing if there is no main process or its
 * program does not run yet. The command of `-- CMD` gets the signal even before its program
 * runs. While the setups run, a signal that ends a command starts the shutdown. After the
 * command has died, such a signal kills the processes that it left behind, if they have got
 * SIGTERM already. */
void sup_forward_signal(struct sup *sup, uint32_t service, int signal,
			const siginfo_t *info);

/* ---- status ---- */

/* Makes the logger reopen its log files after a log rotation. Returns false if no logger
 * runs or it writes to no file. */
bool sup_reopen_logs(struct sup *sup);
/* Returns true if every unit that was to start is ready, done, skipped or failed. During a
 * shutdown, returns true only if it began because the work was done with success. *cursor
 * is 0 in the first call. Later calls skip the units before it. */
bool sup_is_up(const struct sup *sup, uint32_t *cursor);
/* Returns the number of units that are ready. */
size_t sup_count_ready(const struct sup *sup);
/* Counts what is still starting or stopping, and lists it: see unsettled.h. */
void sup_progress(const struct sup *sup, struct sup_progress *ret);
bool sup_progress_next(const struct sup *sup, uint32_t *cursor,
		       struct sup_progress_row *ret);
/* Returns true if a process other than ctinit and the logger may write to ctinit's stdout or
 * stderr: a service has the terminal, or a stream that is not the log, or on-event is
 * set. */
bool sup_writes_directly(const struct sup *sup);
/* Returns true if output of the logger waits until the console takes it, perhaps in the
 * middle of a line. */
bool sup_output_is_stuck(const struct sup *sup);
/* Call when the style of ctinit's own lines (host->own) has changed. */
void sup_style_changed(struct sup *sup);
/* Reports one line for each unit: its state, its pid, the time in this state, and the
 * reason. For SIGUSR2. */
void sup_report_status(struct sup *sup);

/* For unit tests. */
struct context;
struct context *sup_context(struct sup *sup);

#endif
