/* init/verbs/commit.h - declares the commit that the program was built from.
 *
 * Private to init/verbs. */
#ifndef INIT_VERBS_COMMIT_H
#define INIT_VERBS_COMMIT_H

/* A short hash such as "b1c2865", or "" if the sources were no git tree. It has an object
 * file of its own, so that a new commit recompiles nothing else. In programs that do not
 * link it, such as unit tests, its address is NULL. */
extern const char ctinit_commit[] __attribute__((weak));

#endif
