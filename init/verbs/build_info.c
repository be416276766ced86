/* init/verbs/build_info.c - defines the facts about the build that the Makefile passes to
 * it. */
#include "init/verbs/build_info.h"

#ifndef CTINIT_COMMIT
#define CTINIT_COMMIT ""
#endif
#ifndef CTINIT_INIH
#define CTINIT_INIH ""
#endif

const char ctinit_commit[] = CTINIT_COMMIT;
const char inih_version[] = CTINIT_INIH;
