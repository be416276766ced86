/* supervisor/proc/mark.h - what a process has of the service that it came from.
 *
 * Layer:   supervisor/proc.
 * Waits:   mark_read() may: a process decides what its own memory does, and a page of its
 *          environment may never come (userfaultfd(2), FUSE). Never call it in PID 1.
 * Ids:     /proc/PID/environ and fd may be read with CAP_SYS_PTRACE, which a container has
 *          not, or with the ids of that process (ptrace(2), PTRACE_MODE_READ_FSCREDS): then
 *          its user id and group id are taken for file access. So only in a child. */
#ifndef SUPERVISOR_PROC_MARK_H
#define SUPERVISOR_PROC_MARK_H

#include "supervisor/proc/tree.h"

#define MARK_PIPES 8

/* Two parts, because the second may wait: the pipes it holds, and its environment. */
struct mark {
	pid_t pid;
	uint64_t start;
	bool environment; /* this is the second part */
	uint8_t pipe_count;
	uint64_t pipes[MARK_PIPES]; /* inodes, each once; standard streams first */
	/* CTINIT_SERVICE and CTINIT_INSTANCE; "" when absent, or not to be read. */
	char service[TREE_WORD], instance[TREE_WORD];
};

/* Fills the part that ret->environment asks for. false: there is no such process. */
bool mark_read(const struct tree *t, struct mark *ret);

#endif
