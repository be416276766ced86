/* supervisor/sup.h - the face of the room: a set of services, from wanted to gone.
 *
 * Layer:   supervisor. Includes conf/, supervisor/core and supervisor/proc; never init/.
 * Units:   every time is msec, CLOCK_MONOTONIC.
 * Errors:  an int result is 0 or a negative errno. Nothing here exits, aborts, blocks or
 *          waits; messages go through struct sup_host only.
 * Memory:  all of it is taken in sup_new() and sup_reload(); nothing else allocates.
 * Threads: one: the loop's own.
 * Source:  DESIGN 5; waitid(2), pid_namespaces(7). */
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

/* The most descriptors and event watchers that the supervisor of `count` services and setups
 * uses at one time. */
struct sup_needs {
	size_t fds, watchers;
};
struct sup_needs sup_needs(size_t count);

/* Build one service per section of `conf`, all down. `conf` must outlive the result.
 * -ENOMEM; -EINVAL for a configuration with errors. */
int sup_new(const struct conf *conf, struct ev_loop *loop, const struct sup_host *host,
	    struct sup **ret_sup);

/* Stop watching and forget; kills nobody. NULL is fine. */
void sup_free(struct sup *sup);

/* Start all that is wanted. Returns at once; the loop does the work. */
void sup_start(struct sup *sup);

/* The container ends with `code`, because of `why` ("SIGTERM"). The first cause counts. */
void sup_shutdown(struct sup *sup, int code, const char *why);
/* How long the stop of a configuration without errors may take, all services together. 0;
 * -ENOMEM. */
int sup_stop_time(const struct conf *conf, msec *ret_most);

/* A second request shortens all waits to 1 s, a third kills: 5.5. */
void sup_hurry(struct sup *sup);
/* How long a wait of the end may take that would take `wish`: shutdown-timeout and further
 * requests count for all of them. 0: it must not wait. */
msec sup_time_for(const struct sup *sup, msec wish);
/* The third request, or shutdown-timeout: what is left is killed. */
bool sup_kills(const struct sup *sup);

/* Another configuration takes the place of the one that holds: what is gone or changed
 * stops, what is new or changed starts, the rest goes on. `conf` is freed in any case. 0:
 * it began, what it does is told; -EBUSY: the container ends, or another one is not over;
 * -ENODATA: it leaves nothing to run; -EINVAL: it has errors; -ENOMEM: and nothing changed.
 * Takes memory. */
int sup_reload(struct sup *sup, struct conf *conf);
/* No other one runs, the setups are over and the container does not end. */
bool sup_may_reload(const struct sup *sup);
bool sup_ending(const struct sup *sup);
/* The configuration that holds. */
const struct conf *sup_conf(const struct sup *sup);

/* A child is dead but not yet reaped (waitid WNOWAIT): its pid and its group are still
 * pinned. `wstatus` as from waitpid(2). false: not ours (an orphan), nothing done. The
 * caller reaps it right after. */
bool sup_child_exited(struct sup *sup, pid_t pid, int wstatus);
/* Must it be told so? false: at the end of all, when nobody has to be killed by number, a
 * child may be reaped first. */
bool sup_wants_pins(struct sup *sup);

/* True once nothing runs and nothing will; then *ret_code is the container's exit code
 * and *ret_why one line that says the cause (lives as long as the supervisor). What is
 * left in the namespace is the caller's to end. */
bool sup_finished(const struct sup *sup, int *ret_code, const char **ret_why);

/* Then: signal what is left. `everybody`: all of the pid namespace, which must be ours; else
 * what is below us. KILL is told with names. Looks at all of it in one go. */
void sup_end_rest(struct sup *sup, int signal, bool everybody);

/* After what was left is gone: did it write something that is not out yet? Then it will
 * be finished once more. */
bool sup_drain_rest(struct sup *sup);

/* Log files are opened again, for who moved them. False: no logger runs. */
bool sup_reopen(struct sup *sup);

/* Has all that was asked for been up, or done its work? *cursor, 0 at first, is kept for the
 * next call: services before it are not looked at again. */
bool sup_is_up(const struct sup *sup, uint32_t *cursor);
/* How many services are ready now. */
size_t sup_count_up(const struct sup *sup);

/* Called when it becomes so; NULL: nobody asks. */
void sup_on_finished(struct sup *sup, void (*done)(void *context), void *context);

/* A signal for the main process of a service, by its place in the configuration; `info`
 * (NULL: none) carries a queued value, rt_sigqueueinfo(2). Nothing happens while it has no
 * process. */
void sup_forward(struct sup *sup, uint32_t service, int signal, const siginfo_t *info);

/* `reload` of the service of that index: its signal, or its command begins. 0; -ENOENT: it
 * has none; -ESRCH: it is not ready; -EBUSY: its reload still runs (told). */
int sup_reload_service(struct sup *sup, uint32_t i);

/* For USR2: a line for each service: its state, pid, how long, why. */
void sup_dump(struct sup *sup);

/* What the unit tests look at. */
struct context;
struct context *sup_context(struct sup *sup);

#endif
