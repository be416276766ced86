/* supervisor/proc/origin.h - reads traces of the service that a process came from: its
 * pipes, its environment.
 *
 * Layer:   supervisor/proc.
 * Waits:   origin_read() may block for ever. A process controls its own memory, and a page
 *          of its environment may never arrive (userfaultfd(2), FUSE). PID 1 must not call
 *          it.
 * Ids:     /proc/PID/environ and fd can be read with CAP_SYS_PTRACE, which containers lack,
 *          or with the ids of that process (ptrace(2), PTRACE_MODE_READ_FSCREDS). So this
 *          code changes its ids for file access: another reason to run it only in a child.
 *          */
#ifndef SUPERVISOR_PROC_ORIGIN_H
#define SUPERVISOR_PROC_ORIGIN_H

#include "supervisor/proc/proctree.h"

#define ORIGIN_PIPES_MAX 8

/* There are two parts, because the second may block: the pipes that the process has open,
 * and its environment. */
struct process_origin {
	pid_t pid;
	uint64_t start;
	bool environment; /* true: read the environment; false: read the pipes */
	uint8_t pipe_count;
	uint64_t pipes[ORIGIN_PIPES_MAX]; /* inodes, each once; standard streams first */
	/* CTINIT_SERVICE and CTINIT_INSTANCE; "" if they are not set or cannot be read. */
	char service[PROCTREE_WORD], instance[PROCTREE_WORD];
};

/* Reads the part that ret->environment selects. Returns false if the process is gone. */
bool origin_read(const struct proctree *t, struct process_origin *ret);

#endif
