/* supervisor/proc/origin.h - what a process has of the service that it came from.
 *
 * Layer:   supervisor/proc.
 * Waits:   origin_read() may: a process decides what its own memory does, and a page of its
 *          environment may never come (userfaultfd(2), FUSE). Never call it in PID 1.
 * Ids:     /proc/PID/environ and fd may be read with CAP_SYS_PTRACE, which a container has
 *          not, or with the ids of that process (ptrace(2), PTRACE_MODE_READ_FSCREDS): then
 *          its user id and group id are taken for file access. So only in a child. */
#ifndef SUPERVISOR_PROC_ORIGIN_H
#define SUPERVISOR_PROC_ORIGIN_H

#include "supervisor/proc/proctree.h"

#define ORIGIN_PIPES_MAX 8

/* Two parts, because the second may wait: the pipes it holds, and its environment. */
struct process_origin {
	pid_t pid;
	uint64_t start;
	bool environment; /* this is the second part */
	uint8_t pipe_count;
	uint64_t pipes[ORIGIN_PIPES_MAX]; /* inodes, each once; standard streams first */
	/* CTINIT_SERVICE and CTINIT_INSTANCE; "" when absent, or not to be read. */
	char service[PROCTREE_WORD], instance[PROCTREE_WORD];
};

/* Fills the part that ret->environment asks for. false: there is no such process. */
bool origin_read(const struct proctree *t, struct process_origin *ret);

#endif
