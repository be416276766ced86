/* supervisor/cleanup/ownership_internal.h - declares what the files of ownership share.
 *
 * The files are scan.c, owner.c, mark_reader.c, unit_lookup.c and owned.c. Each of them
 * calls only files that come after it in this list.
 *
 * Private to the room. */
#ifndef SUPERVISOR_CLEANUP_OWNERSHIP_INTERNAL_H
#define SUPERVISOR_CLEANUP_OWNERSHIP_INTERNAL_H

#include "supervisor/base/io.h"
#include "supervisor/child/helper.h"
#include "supervisor/cleanup/ownership.h"
#include "supervisor/proc/origin.h"

#define FOUND_MAX     32768u /* processes of one scan */
#define OWNED_MAX     4096u  /* processes that are remembered */
#define QUESTIONS_MAX 128    /* processes whose marks one child reads */

/* A process that was seen before. An orphan of ours is kept until we reap it, another
 * process until no process of its unit is left. Sorted by pid. */
struct owned_process {
	uint64_t start;
	uint64_t seen; /* the time of the scan that saw it last */
	pid_t pid, session;
	uint32_t owner;
	bool direct;      /* our child */
	bool origin_read; /* its mark was read */
	uint8_t flags;
};

/* A process whose owner only its environment or its descriptors can tell. */
struct question {
	struct proc_info process;
	uint32_t by_pipe; /* the unit whose log pipe it holds; OWNER_NONE: none, or two */
	bool answered;
	bool report; /* report the process if it turns out to be unowned */
};

struct ownership {
	struct context *ctx;
	struct proctree tree;
	struct owned_process *owned;
	size_t owned_count;
	/* The scan. */
	struct proc_info *found;
	size_t count, next; /* found[next] is expanded next */
	uint64_t now;       /* when the scan began */
	pid_t session;      /* our own */
	uint32_t owner;     /* of the processes that on_child() adds */
	pid_t parent;       /* their parent */
	bool gathering, all, incomplete;
	/* The reader of marks. */
	struct question questions[QUESTIONS_MAX];
	size_t question_count;
	struct unit reader_unit; /* the reader belongs to no unit */
	struct helper reader;
	int answers_fd;
	struct io answers;
	unsigned failures, not_started; /* readers in a row that failed, or did not start */
};

/* ---- owned.c ---- */

struct owned_process *owned_find(const struct ownership *ownership, pid_t pid);
/* Remembers a process, or updates its entry. A new one is not remembered if OWNED_MAX
 * processes are; then each scan has to find its owner again. */
void owned_put(struct ownership *ownership, const struct proc_info *p, bool origin_read);

/* ---- unit_lookup.c ---- */

/* These three return the index of a unit, or OWNER_NONE. The first one returns the unit
 * that CTINIT_SERVICE and CTINIT_INSTANCE name; of the setups it finds only the one that
 * runs. */
uint32_t unit_by_mark(const struct context *ctx, const char *service, const char *instance);
/* The unit in whose control group the process is. */
uint32_t unit_by_cgroup(struct ownership *ownership, pid_t pid);
/* The unit whose log pipe a process holds; OWNER_NONE also if it holds those of two
 * units. */
uint32_t unit_by_pipes(const struct context *ctx, const struct process_origin *origin);

/* ---- mark_reader.c ---- */

void mark_reader_init(struct ownership *ownership);
void mark_reader_done(struct ownership *ownership);
/* Asks for the mark of this process, at the next ownership_resolve(). Does nothing while a
 * reader runs, or if QUESTIONS_MAX are asked for. */
void mark_reader_add(struct ownership *ownership, const struct proc_info *p);
/* Makes the answer about process `pid` report it, if no unit turns out to own it. */
void mark_reader_report(struct ownership *ownership, pid_t pid);

#endif
