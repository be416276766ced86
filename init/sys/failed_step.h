/* init/sys/failed_step.h - formats the message about a failed step.
 *
 * Layer:  init/sys, for init/runtime and init/pid1. */
#ifndef INIT_SYS_FAILED_STEP_H
#define INIT_SYS_FAILED_STEP_H

#include "conf/base/text.h"

struct failed_step {
	const char *step;   /* such as "open the volume"; no blank follows a final "/" */
	const char *object; /* a path or a name; may be NULL */
	int err;            /* an errno, positive or negative; 0 to omit REASON */
	const char *advice; /* may be NULL */
};

/* Writes "cannot STEP OBJECT: REASON; ADVICE" into `text`. */
void failed_step_format(const struct failed_step *failed, struct text *text);

#endif
