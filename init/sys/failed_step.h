/* init/sys/failed_step.h - the message about a step that failed. */
#ifndef INIT_SYS_FAILED_STEP_H
#define INIT_SYS_FAILED_STEP_H

#include "conf/base/text.h"

struct failed_step {
	const char *
		step; /* "open the volume"; with a "/" at its end, the object follows at once */
	const char *object; /* a path or a name; NULL: none */
	int err;            /* an errno, positive or negative; 0: no reason */
	const char *advice; /* NULL: none */
};

/* Writes "cannot STEP OBJECT: REASON; ADVICE". */
void failed_step_format(const struct failed_step *failed, struct text *text);

#endif
