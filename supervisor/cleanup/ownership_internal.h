/* supervisor/cleanup/ownership_internal.h - declares what the files of ownership share.
 *
 * The files are scan.c, owner.c, mark_reader.c, unit_lookup.c and owned.c. Each calls only
 * files that come later in this list.
 *
 * Private to the room. */
#ifndef SUPERVISOR_CLEANUP_OWNERSHIP_INTERNAL_H
#define SUPERVISOR_CLEANUP_OWNERSHIP_INTERNAL_H

#include "supervisor/base/io.h"
#include "supervisor/child/helper.h"
#include "supervisor/cleanup/ownership.h"
#include "supervisor/proc/origin.h"

#define FOUND_MAX     32768u /* most processes in one scan */
#define OWNED_MAX     4096u  /* most remembered processes */
#define QUESTIONS_MAX 128    /* most processes whose marks one child reads */

/* A remembered process. Our child is remembered until we reap it, another process until no
 * process of its unit is left. Sorted by pid. */
struct owned_process {
	uint64_t start;
	uint64_t seen; /* time of the last scan that saw the process */
	pid_t pid, session;
	uint32_t owner;
	bool direct;      /* the process is our child */
	bool origin_read; /* the mark of the process was read */
	uint8_t flags;
};

/* A process whose owner can be found only by its environment or its descriptors. */
struct question {
	struct proc_info process;
	uint32_t by_pipe; /* unit whose log pipe it holds; OWNER_NONE: none, or several */
	bool answered;
	bool report; /* report the process if it is unowned */
};

struct ownership {
	struct context *ctx;
	struct proctree tree;
	struct owned_process *owned;
	size_t owned_count;
	/* The running scan. */
	struct proc_info *found;
	size_t count, next; /* found[next] is the next process to expand */
	uint64_t now;       /* when the scan began */
	pid_t session;      /* our own session */
	uint32_t owner;     /* owner of the processes that on_child() adds */
	pid_t parent;       /* parent of the processes that on_child() adds */
	bool gathering, all, incomplete;
	/* The reader of marks. */
	struct question questions[QUESTIONS_MAX];
	size_t question_count;
	struct unit reader_unit; /* the reader belongs to no real unit */
	struct helper reader;
	int answers_fd;
	struct io answers;
	/* Readers in a row that failed, and those that could not be started. */
	unsigned failures, not_started;
};

/* ---- owned.c ---- */

/* Returns the remembered process with this pid, or NULL. Another process may have this pid
 * now, so compare `start`. The next owned_put() may move the entry. */
struct owned_process *owned_find(const struct ownership *ownership, pid_t pid);
/* Remembers a process, or updates its entry. Ignores a new process if OWNED_MAX are
 * remembered; each scan must then find its owner again. */
void owned_put(struct ownership *ownership, const struct proc_info *p, bool origin_read);

/* ---- unit_lookup.c ---- */

/* These three return the index of a unit, or OWNER_NONE. unit_by_mark() finds the unit that
 * CTINIT_SERVICE and CTINIT_INSTANCE name, or the service without instances of that name; a
 * setup only while it runs. */
uint32_t unit_by_mark(const struct context *ctx, const char *service, const char *instance);
/* The unit whose control group contains the process. */
uint32_t unit_by_cgroup(struct ownership *ownership, pid_t pid);
/* The unit whose log pipe the process holds; OWNER_NONE if it holds pipes of two units. */
uint32_t unit_by_pipes(const struct context *ctx, const struct process_origin *origin);

/* ---- mark_reader.c ---- */

void mark_reader_init(struct ownership *ownership);
void mark_reader_done(struct ownership *ownership);
/* Adds this process to the next ownership_resolve(). Does nothing while a reader runs, or
 * if there are QUESTIONS_MAX processes. */
void mark_reader_add(struct ownership *ownership, const struct proc_info *p);
/* Requests a report about process `pid` if it belongs to no unit. */
void mark_reader_report(struct ownership *ownership, pid_t pid);

#endif
