/* init/verbs/build_info.c - defines what the Makefile says of the build. */
#include "init/verbs/build_info.h"

#ifndef CTINIT_COMMIT
#define CTINIT_COMMIT ""
#endif
#ifndef CTINIT_INIH
#define CTINIT_INIH ""
#endif

const char ctinit_commit[] = CTINIT_COMMIT;
const char inih_version[] = CTINIT_INIH;
