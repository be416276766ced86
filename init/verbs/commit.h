/* init/verbs/commit.h - declares the commit that the program was built from.
 *
 * Private to init/verbs. */
#ifndef INIT_VERBS_COMMIT_H
#define INIT_VERBS_COMMIT_H

/* A short hash such as "b1c2865", or "" without git. It is in its own object file, so a new
 * commit recompiles nothing else. Its address is NULL in programs that do not link it, such
 * as unit tests. */
extern const char ctinit_commit[] __attribute__((weak));

#endif
