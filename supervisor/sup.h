/* supervisor/sup.h - starts, watches and stops a set of services: the face of supervisor/.
 *
 * Layer:   above all rooms of supervisor/; init/pid1 and init/verbs call it.
 * Units:   every time is msec, CLOCK_MONOTONIC.
 * Errors:  an int result is 0 or a negative errno. Nothing here exits, aborts, blocks or
 *          waits; messages go through struct sup_host only.
 * Memory:  allocated by sup_new() and in the course of a reload, by nothing else.
 *          sup_stop_time() frees what it allocates.
 * Threads: one: the loop's own.
 * Source:  waitid(2), pid_namespaces(7). */
#ifndef SUPERVISOR_SUP_H
#define SUPERVISOR_SUP_H

#include "conf/base/base.h"
#include "supervisor/base/host.h"

#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

struct conf;    /* conf/conf.h */
struct ev_loop; /* <ev.h> */
struct sup;     /* opaque: supervisor/sup.c */

/* The most descriptors and event watchers that the supervisor of `count` services and
 * setups uses at one time. */
struct sup_needs {
	size_t fds, watchers;
};
struct sup_needs sup_needs(size_t count);

/* Makes one unit for each setup and service of `conf`, which must outlive the supervisor.
 * All units are down. Returns 0, -ENOMEM, or -EINVAL for a configuration with errors. */
int sup_new(const struct conf *conf, struct ev_loop *loop, const struct sup_host *host,
	    struct sup **ret_sup);
/* Frees all memory. Kills nothing. Takes NULL. */
void sup_free(struct sup *sup);
/* Starts the setups, then the services. Returns at once; the loop does the work. */
void sup_start(struct sup *sup);

/* ---- the end ---- */

/* Shuts down: the container ends with `code`, because of `why` ("SIGTERM"). The first
 * reason counts. */
void sup_shutdown(struct sup *sup, int code, const char *why);
/* Call for each request after the first. The second one shortens all waits to 1 s, the
 * third one kills. */
void sup_escalate(struct sup *sup);
bool sup_is_shutting_down(const struct sup *sup);
/* Returns true after the third request, or after shutdown-timeout: then all processes are
 * killed. */
bool sup_is_killing(const struct sup *sup);
/* Returns `wait`, shortened to what shutdown-timeout and further requests leave of it. 0
 * means: do not wait. Before the shutdown it returns `wait`. */
msec sup_shutdown_limit(const struct sup *sup, msec wait);
/* Computes how long the stop of all services of a configuration without errors may take, at
 * most shutdown-timeout if that is set. Returns 0 or -ENOMEM. */
int sup_stop_time(const struct conf *conf, msec *ret_max);

/* Returns true when no service runs, none will, and their output is written or given up.
 * Then *ret_code is the exit code of the container, and *ret_why is one line with the
 * reason, which lives as long as the supervisor. Other processes may still be left in the
 * namespace, and so may services that SIGKILL did not end within 1 s. */
bool sup_finished(const struct sup *sup, int *ret_code, const char **ret_why);
/* Sets the function that is called when sup_finished() becomes true; NULL for none. */
void sup_on_finished(struct sup *sup, void (*done)(void *context), void *context);
/* Signals the processes that are left. With `everybody` these are all processes of the pid
 * namespace, which must be ours, otherwise those below PID 1. Reports the first SIGKILL
 * with their names. Does all of it in this call, however many they are. */
void sup_signal_remaining(struct sup *sup, int signal, bool everybody);
/* Call when those processes are gone. Returns true if they wrote something that is not out
 * yet: then sup_finished() is false until it is. */
bool sup_drain_remaining(struct sup *sup);

/* ---- reload ---- */

/* Puts another configuration in force: units that are gone or changed stop, those that are
 * new or changed start, and the others continue. Takes `conf`, and frees it if the reload
 * does not begin. Returns 0 if the reload began and reports what it does. Returns -EBUSY if
 * the setups are not over, the container ends or another reload runs, -ENODATA if no
 * service would be left to run, -EINVAL if `conf` has errors, or -ENOMEM. After an error
 * nothing has changed. A reload that began is given up, which is reported, if the container
 * ends meanwhile or there is no memory for the new core. */
int sup_reload(struct sup *sup, struct conf *conf);
/* Returns true if no reload runs, the setups are over and the container does not end. */
bool sup_can_reload(const struct sup *sup);
/* Returns the configuration that is in force. */
const struct conf *sup_conf(const struct sup *sup);
/* Does what the key `reload` of unit number `i` says: sends its signal or runs its command.
 * Returns 0, -ENOENT if there is no such unit or it has no such key, -ESRCH if it is not
 * ready, -EBUSY, which is reported, if a command of the unit still runs, or another
 * negative errno if the signal could not be sent. */
int sup_reload_service(struct sup *sup, uint32_t i);

/* ---- children and signals ---- */

/* Call for each child that died. As long as sup_needs_zombies() returns true, call it
 * before the child is reaped (waitid(2), WNOWAIT), so that its pid and its process group
 * cannot have been reused, and reap the child right after. `wstatus` is that of waitpid(2).
 * Returns false for an orphan. */
bool sup_child_exited(struct sup *sup, pid_t pid, int wstatus);
/* Returns false if children may be reaped before sup_child_exited(): at the shutdown, if no
 * process has to be killed by its number. */
bool sup_needs_zombies(struct sup *sup);
/* Sends a signal to the main process of a service, by its place in the configuration.
 * `info` carries a queued value, rt_sigqueueinfo(2), or is NULL. Does nothing if the
 * service has no main process or its program does not run yet. The command of `-- CMD` gets
 * the signal before its program runs, too. A signal that ends a command shuts down while
 * the setups run, and kills what a dead command has left. */
void sup_forward_signal(struct sup *sup, uint32_t service, int signal,
			const siginfo_t *info);

/* ---- status ---- */

/* Makes the logger open its log files again, after a log rotation has moved them. Returns
 * false if no logger runs or it writes to no file. */
bool sup_reopen_logs(struct sup *sup);
/* Returns true if each unit that was to start is ready, done, skipped or failed; in a
 * shutdown, if that began because the work was done with success. *cursor is 0 at first and
 * kept for the next call: units before it are not looked at again. */
bool sup_is_up(const struct sup *sup, uint32_t *cursor);
/* Returns how many services are ready. */
size_t sup_count_ready(const struct sup *sup);
/* Reports one line for each unit: its state, pid, how long, and why. For SIGUSR2. */
void sup_report_status(struct sup *sup);

/* For unit tests. */
struct context;
struct context *sup_context(struct sup *sup);

#endif
