/* supervisor/base/format.c - formats a duration and a wait status for messages. */
#include "supervisor/base/format.h"

#include "conf/base/signal_names.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/wait.h>

const char *format_duration(msec time, char text[32])
{
	if (time < 1000)
		snprintf(text, 32, "%d ms", (int)(time < 0 ? 0 : time));
	else if (time < SECONDS(100))
		snprintf(text, 32, "%d.%d s", (int)(time / 1000), (int)(time / 100 % 10));
	else
		snprintf(text, 32, "%" PRId64 " s", time / 1000);
	return text;
}

const char *format_wait_status(int wstatus, char text[64])
{
	char name[16];

	if (WIFSIGNALED(wstatus))
		snprintf(text, 64, "killed by SIG%s%s",
			 signal_name(WTERMSIG(wstatus), name),
			 WCOREDUMP(wstatus) ? " (core dumped)" : "");
	else
		snprintf(text, 64, "exited with code %d", WEXITSTATUS(wstatus));
	return text;
}
