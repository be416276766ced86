/* init/verbs/commit.h - the commit that the program was built from. */
#ifndef INIT_VERBS_COMMIT_H
#define INIT_VERBS_COMMIT_H

/* "b1c2865"; "" if the sources were no git tree. It is an object of its own, so that
 * another commit compiles nothing else; programs that do not link it, as unit tests,
 * have NULL. */
extern const char ctinit_commit[] __attribute__((weak));

#endif
