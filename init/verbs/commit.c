/* init/verbs/commit.c - the commit that the program was built from; the Makefile says which. */
#include "init/verbs/commit.h"

#ifndef CTINIT_COMMIT
#define CTINIT_COMMIT ""
#endif

const char ctinit_commit[] = CTINIT_COMMIT;
