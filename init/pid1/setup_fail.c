/* init/pid1/setup_fail.c - reports the step of the set-up that failed, and exits. */
#include "init/pid1/setup_fail.h"

#include "conf/base/exits.h"
#include "init/pid1/report.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void setup_fail(const char *step, const char *object, int err, const char *advice)
{
	/* A step that ends in a slash is the first part of the path. */
	bool blank = object && step[0] && step[strlen(step) - 1] != '/';

	report_last(REPORT_ERROR, "cannot %s%s%s%s%s%s%s", step, blank ? " " : "",
		    object ? object : "", err ? ": " : "",
		    err ? strerror(err < 0 ? -err : err) : "", advice ? "; " : "",
		    advice ? advice : "");
	exit(CTINIT_EXIT_SETUP);
}
