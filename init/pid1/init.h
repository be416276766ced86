/* init/pid1/init.h - the state of PID 1, shared by the files of this room only.
 *
 * in_place.c or container.c fills it and calls main_loop_run(). There is one per
 * process. */
#ifndef INIT_PID1_INIT_H
#define INIT_PID1_INIT_H

#include "conf/base/own_line.h"
#include "init/pid1/reload_reader.h"
#include "init/pid1/status_notify.h"
#include "supervisor/base/io.h"
#include "supervisor/sup.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>

struct conf;

struct init {
	struct conf *conf;
	struct sup_host host;
	struct rlimit limits[RLIM_NLIMITS]; /* as ctinit was started with */
	int monitor_fd;                     /* to the front end; -1: none */
	bool command;           /* `-- CMD`: it gets all signals; -q by default */
	bool local_zone;        /* the local time zone was loaded at the start */
	struct own_style style; /* of ctinit's own lines */

	struct ev_loop *loop;
	struct sup *sup;
	int signal_fd; /* -1: signals are read by sigtimedwait(2) */
	struct io signals, monitor;
	struct reload_reader reload;
	struct status_notify status_notify;
	ev_prepare flush; /* writes our lines before the loop waits */
	ev_timer
		retry_timer; /* the next turn of the loop, if it must not wait for an event */
	size_t reserved_for; /* services that limits.h made room for */
	unsigned shutdown_requests;
	unsigned long orphans_reaped;
	bool finished; /* all services are gone */
	bool front_end_died;
};

/* Supervises until the last service is gone. Returns the exit code of the container. */
int main_loop_run(struct init *init);

/* ---- the steps of the set-up that both ways share ---- */

/* Keeps copies of the standard streams for services with `inherit`. `closed_stdio`: bit
 * N is set if descriptor N was closed when ctinit started. */
void init_stdio(struct init *init, int closed_stdio);

/* Children of `-- CMD` get the blocked and ignored signals that ctinit was started with.
 * Services start with no signal blocked or ignored. */
void init_signals(struct init *init, uint64_t mask, uint64_t ignored);

/* Takes over the environment, without the variables that are meant for ctinit itself. */
void init_environment(struct init *init, char **environment);

/* -1 quiet, 0 normal, 1 verbose; 2: as [init] verbosity says. */
void init_verbosity(const struct conf *conf, int verbosity);

/* Sets the shape of our lines as [defaults] says. JSON is used at once; the other shapes
 * are used from main_loop_run() on. */
void init_style(struct init *init);

/* Returns the shape that another configuration gives to our lines. */
struct own_style init_style_of(const struct init *init, const struct conf *conf);

/* Sets the shape of our lines from now on. */
void init_use_style(struct init *init, struct own_style style);

#endif
