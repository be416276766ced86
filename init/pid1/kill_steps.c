/* init/pid1/kill_steps.c - decides in which order the remaining processes are killed.
 * Pure. */
#include "init/pid1/kill_steps.h"

#include <signal.h>

#define TERM_MSEC  1000
#define ROUND_MSEC 100
/* A child subreaper needs several rounds, because processes may fork meanwhile. */
#define ROUNDS      10
#define ROUNDS_LATE 3

bool kill_step(unsigned n, bool skip_term, bool late, struct kill_step *ret)
{
	if (n == 0 && !skip_term) {
		/* A stopped process handles SIGTERM only when it continues. */
		*ret = (struct kill_step){ { SIGTERM, SIGCONT }, TERM_MSEC, true };
		return true;
	}
	n -= skip_term ? 0 : 1;
	*ret = (struct kill_step){ { SIGKILL, 0 }, ROUND_MSEC, false };
	return n < (late ? ROUNDS_LATE : ROUNDS);
}
