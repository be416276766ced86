/* supervisor/cleanup/pidfile_internal.h - declares what the pidfile files share.
 *
 * pidfile.c calls pidfile_read.c and pidfile_verify.c. All three call pidfile_attach.c.
 *
 * Private to the room. */
#ifndef SUPERVISOR_CLEANUP_PIDFILE_INTERNAL_H
#define SUPERVISOR_CLEANUP_PIDFILE_INTERNAL_H

#include "conf/base/clock.h"
#include "supervisor/base/io.h"
#include "supervisor/child/helper.h"
#include "supervisor/cleanup/cleanup.h"
#include "supervisor/cleanup/main_session.h"
#include "supervisor/cleanup/ownership.h"
#include "supervisor/cleanup/pidfile.h"

/* Says whether we search for a main process. */
enum pidfile_state {
	PIDFILE_IDLE,      /* there is a main process, or the unit has not started */
	PIDFILE_SEARCHING, /* the launcher exited; `pid-file` names the main process */
	PIDFILE_HANDOVER   /* the main process exited; another process may replace it */
};

struct pidfile {
	struct main_session session; /* must be first: see unit_find() */
	ev_timer poll;
	double poll_seconds;
	struct helper helper; /* reads the pid-file */
	struct io exit_watch; /* watches main.pidfd of a process that is not our child */
	uint64_t began;       /* when the unit was started, in ticks of proctree_now() */
	msec until;        /* when to stop waiting for a missing file or an unknown owner */
	int result_fd;     /* the helper's result; -1: none */
	uint32_t owner;    /* uid of the file's owner */
	uint32_t died;     /* when `old` died, in ticks of proctree_now() */
	pid_t named;       /* the pid in MAINPID=; 0: none */
	pid_t old;         /* the main process that is being replaced; 0: none */
	uint8_t state;     /* enum pidfile_state */
	bool file_is_gone; /* the file was missing at the last poll */
	bool owner_pending; /* the process's owner was not known at the last poll */
	char path[256], why[160];
};

/* ---- pidfile_attach.c ---- */

/* Initializes the struct except `poll` and `helper`, which pidfile_new_all()
 * initializes. */
void pidfile_init(struct pidfile *pidfile, struct unit *u);
/* Stores the reason why there is no main process yet. Returns 0. */
pid_t pidfile_refuse(struct pidfile *pidfile, const char *why);
void pidfile_close_result(struct pidfile *pidfile);
/* Ends the search, and kills the helper that reads the file. Stops watching a main process
 * that is not our child, and closes its pidfd. */
void pidfile_stop(struct pidfile *pidfile);
/* Makes `p` the main process in place of the old one, and ends the search. Calls
 * unit_events.running() if there was no old one. Returns false, with the reason in
 * pidfile->why, if `p` is not our child and has died, or has no pidfd. */
bool pidfile_attach(struct pidfile *pidfile, const struct proc_info *p);

/* ---- pidfile_read.c ---- */

/* Starts a helper that reads the file. The done() of pidfile->helper is called when it has
 * ended. Returns 0, or a negative number, with the reason in pidfile->why, if it could not
 * be started. */
int pidfile_read(struct pidfile *pidfile);
/* For done(): returns the pid in the file, or 0 with the reason in pidfile->why. Sets
 * pidfile->file_is_gone and pidfile->owner. */
pid_t pidfile_number(struct pidfile *pidfile);

/* ---- pidfile_verify.c ---- */

/* Returns true, and fills in *ret, if `pid` may be the main process; otherwise sets
 * pidfile->why. With `named` the pid comes from MAINPID=, and the process must be known to
 * belong to the service. Sets pidfile->owner_pending if the owner is not known yet: call
 * again later. */
bool pidfile_verify(struct pidfile *pidfile, pid_t pid, bool named, struct proc_info *ret);

#endif
