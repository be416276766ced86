/* init/pid1/init.h - the state of the one init, shared by the files of this room only.
 *
 * Filled by inplace.c or container.c, then handed to serve(). One per process. */
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
	struct rlimit limits[RLIM_NLIMITS]; /* what ctinit got */
	int monitor_fd;                     /* to the front end; -1: none */

	struct ev_loop *loop;
	struct sup *sup;
	struct io signals, control;
	struct reload_reader reload;
	struct status_notify status_notify;
	ev_prepare flush; /* our own lines, before the loop waits */
	ev_timer again;   /* what could not be finished in this turn */
	int signal_fd;
	bool local_zone;        /* it was loaded at the start */
	bool command;           /* `-- CMD`: signals are its, its end speaks for itself */
	size_t reserved_for;    /* services that limits.h made room for */
	unsigned requests;      /* to shut down */
	struct own_style style; /* of our own lines */
	bool finished;          /* the supervisor is */
	bool abandoned;         /* the front end died */
	unsigned long adopted;  /* orphans reaped */
};

/* Serve until the last service is gone; the exit code. */
int serve(struct init *init);

/* The steps of setting up that both ways share. */
void init_stdio(struct init *init, int closed_stdio);
/* What children are given: as ctinit got it for `-- CMD`, else nothing blocked or ignored. */
void init_signals(struct init *init, uint64_t mask, uint64_t ignored);
void init_environment(struct init *init, char **environment);
/* Quiet, normal, verbose: the command line's word, else the file's. */
void init_verbosity(const struct conf *conf, int verbosity);
/* What [defaults] says of our own lines. JSON counts at once, the rest from serve() on. */
void init_style(struct init *init);
/* The same of a new configuration: the value only. */
struct own_style init_style_of(const struct init *init, const struct conf *conf);
/* Takes effect at once. */
void init_use_style(struct init *init, struct own_style style);

#endif
