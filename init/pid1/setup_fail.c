/* init/pid1/setup_fail.c - reports a failed set-up step and exits. */
#include "init/pid1/setup_fail.h"

#include "conf/base/exits.h"
#include "init/pid1/report.h"
#include "init/sys/failed_step.h"

#include <stdlib.h>

_Noreturn void setup_fail(const char *step, const char *object, int err, const char *advice)
{
	char text[1000];

	failed_step_format(&(struct failed_step){ step, object, err, advice }, &TEXT(text));
	report_last(REPORT_ERROR, "%s", text);
	exit(CTINIT_EXIT_SETUP);
}
