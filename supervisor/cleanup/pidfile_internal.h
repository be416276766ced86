/* supervisor/cleanup/pidfile_internal.h - what the files of pid-file share.
 *
 * Layer:   supervisor, private to the room. */
#ifndef SUPERVISOR_CLEANUP_PIDFILE_INTERNAL_H
#define SUPERVISOR_CLEANUP_PIDFILE_INTERNAL_H

#include "supervisor/base/io.h"
#include "supervisor/child/helper.h"
#include "supervisor/cleanup/ownership.h"
#include "supervisor/cleanup/pidfile.h"

struct pidfile {
	struct unit *unit;
	ev_timer poll;
	struct helper helper;     /* reads the file */
	int found_fd;             /* its answer; -1 */
	struct io gone;           /* pidfd of a main process that is not our child; fd -1 */
	uint64_t began, launched; /* ticks: the start, the end of its first process */
	pid_t launcher, session;  /* session: of the main process; 0: none yet */
	uint32_t owner;           /* of the file */
	pid_t named;              /* by MAINPID=; 0: none */
	/* Its main process ended and pid-file, or MAINPID=, may name another one. */
	pid_t old;
	msec until; /* ... within this time, if the file is gone */
	bool exchanging;
	bool is_gone;   /* the file, at the last look */
	bool unsettled; /* whose the process is was not known at the last look */
	bool waits;
	double pause;
	char path[256], why[160];
};

/* NULL: its main process is always the one that was started. */
struct pidfile *pidfile_of(const struct unit *u);
/* Keeps why there is no main process yet. Returns 0. */
pid_t pidfile_refuse(struct pidfile *f, const char *why);

/* forking_file.c: a helper reads pid-file, f->helper's done() follows. Negative: it could
 * not be started. */
int pidfile_read(struct pidfile *f);
/* In done(): the number in the file; 0: none. */
pid_t pidfile_number(struct pidfile *f);

/* pidfile_verify.c: the process of that number, if it may be the main one. `named`: by the
 * service itself (MAINPID=), so it must be seen to be of the service. */
bool pidfile_verify(struct pidfile *f, pid_t pid, bool named, struct proc_info *ret);

#endif
