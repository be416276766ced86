/* supervisor/proc/aside.h - files of an environment, read by a child with a time limit.
 *
 * An open or a read of a file on a dead file system never returns (open(2), O_NONBLOCK does
 * not help), and PID 1 must not stand there. */
#ifndef SUPERVISOR_PROC_ASIDE_H
#define SUPERVISOR_PROC_ASIDE_H

#include "supervisor/proc/env.h"

/* One of env_add_file(), env_add_dir() ... with `word`, in a child; then the environment is
 * what the child made of it. Its result, or -ETIMEDOUT after a second; why[] as its own. */
int aside_add(struct env *env,
	      int (*add)(struct env *env, const char *word, char *why, size_t why_size),
	      const char *word, char *why, size_t why_size);

#endif
