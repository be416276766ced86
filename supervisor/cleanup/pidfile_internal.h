/* supervisor/cleanup/pidfile_internal.h - declares what the files of pid-file share.
 *
 * pidfile.c calls pidfile_read.c and pidfile_verify.c, and all of them call
 * pidfile_attach.c.
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

/* Whether we search for a main process. */
enum pidfile_state {
	PIDFILE_IDLE,      /* no: there is one, or the unit has not started */
	PIDFILE_SEARCHING, /* the launcher has exited, pid-file names the main process */
	PIDFILE_HANDOVER   /* the main process has exited, another one may take its place */
};

struct pidfile {
	struct main_session session; /* begins with the unit: see unit_find() */
	ev_timer poll;
	double poll_seconds;
	struct helper helper; /* reads the file */
	struct io
		exit_watch; /* main.pidfd if the main process is not our child; or fd -1 */
	uint64_t began;     /* when the unit was started, in ticks of proctree_now() */
	msec until;         /* when we stop waiting for a missing file or unknown owner */
	int result_fd;      /* the helper's answer; -1: none */
	uint32_t owner;     /* uid of the file's owner */
	pid_t named;        /* by MAINPID=; 0: none */
	pid_t old;          /* the main process that is replaced; 0: none */
	uint8_t state;      /* enum pidfile_state */
	bool file_is_gone;  /* at the last look */
	bool owner_pending; /* the owner of the process was not known at the last look */
	char path[256], why[160];
};

/* ---- pidfile_attach.c ---- */

void pidfile_init(struct pidfile *pidfile, struct unit *u);
/* Keeps the reason why there is no main process yet. Returns 0. */
pid_t pidfile_refuse(struct pidfile *pidfile, const char *why);
void pidfile_close_result(struct pidfile *pidfile);
/* Ends the search, and stops watching a main process that is not our child. */
void pidfile_stop(struct pidfile *pidfile);
/* Makes `p` the main process. Returns false if it is not our child and has died meanwhile,
 * or there is no pidfd for it. */
bool pidfile_attach(struct pidfile *pidfile, const struct proc_info *p);

/* ---- pidfile_read.c ---- */

/* Starts a helper that reads the file. The done() of pidfile->helper is called when the
 * helper has ended. Returns a negative value if it could not be started. */
int pidfile_read(struct pidfile *pidfile);
/* For done(): returns the number in the file, or 0. */
pid_t pidfile_number(struct pidfile *pidfile);

/* ---- pidfile_verify.c ---- */

/* Returns true, and the process in *ret, if process `pid` may be the main one. With `named`
 * the service has named it by MAINPID=, so it must be known to belong to the service. */
bool pidfile_verify(struct pidfile *pidfile, pid_t pid, bool named, struct proc_info *ret);

#endif
