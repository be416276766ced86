/* supervisor/proc/origin.h - reads pipes and environment of a process to find its service.
 *
 * Layer:   supervisor/proc.
 * Waits:   origin_read() may block for ever, so PID 1 must not call it. A process controls
 *          its own memory, and a page of its environment may never arrive (userfaultfd(2),
 *          FUSE).
 * Ids:     /proc/PID/environ and /proc/PID/fd need CAP_SYS_PTRACE, which containers lack,
 *          or the ids of that process (ptrace(2), PTRACE_MODE_READ_FSCREDS). So this code
 *          changes its ids for file access, which is safe only in a child. */
#ifndef SUPERVISOR_PROC_ORIGIN_H
#define SUPERVISOR_PROC_ORIGIN_H

#include "supervisor/proc/proctree.h"

#define ORIGIN_PIPES_MAX 8

/* Read in two parts, because the second may block: the open pipes and the environment. */
struct process_origin {
	pid_t pid;
	uint64_t start;
	bool environment; /* true: read the environment; false: read the pipes */
	uint8_t pipe_count;
	uint64_t pipes[ORIGIN_PIPES_MAX]; /* inodes, each once; standard streams first */
	/* CTINIT_SERVICE and CTINIT_INSTANCE, or "". */
	char service[PROCTREE_WORD], instance[PROCTREE_WORD];
};

/* Reads the part that ret->environment selects, for the process in ret->pid and ret->start.
 * If it may not be read, finds no pipe, or sets both names to "". Returns false if the
 * process has exited; ret is then invalid, because its pid may have been reused. */
bool origin_read(const struct proctree *t, struct process_origin *ret);

#endif
