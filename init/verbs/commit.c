/* init/verbs/commit.c - defines the commit, which the Makefile passes. */
#include "init/verbs/commit.h"

#ifndef CTINIT_COMMIT
#define CTINIT_COMMIT ""
#endif

const char ctinit_commit[] = CTINIT_COMMIT;
