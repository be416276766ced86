/* init/sys/failed_step.c - formats the message about a failed step. */
#include "init/sys/failed_step.h"

#include <stdlib.h>
#include <string.h>

void failed_step_format(const struct failed_step *failed, struct text *text)
{
	size_t length = strlen(failed->step);
	bool blank = length > 0 && failed->step[length - 1] != '/';

	text_set(text, "cannot %s", failed->step);
	if (failed->object)
		text_append(text, "%s%s", blank ? " " : "", failed->object);
	if (failed->err)
		text_append(text, ": %s", strerror(abs(failed->err)));
	if (failed->advice)
		text_append(text, "; %s", failed->advice);
}
