/* supervisor/proc/steps.c - carries out a child's steps in their order. */
#include "supervisor/proc/steps.h"

#include "conf/base/escape.h"
#include "conf/base/exits.h"

#include <errno.h>
#include <string.h>

static struct step_result (*const steps[SPAWN_STEP_COUNT])(const struct spawn_plan *) = {
#define X(id, function, ...) step_##function,
	SPAWN_STEPS(X)
#undef X
};

/* Adds the path that the failure is about. execve(2) also fails with ENOENT if the
 * program's interpreter is missing. Escapes control characters, because PID 1 prints the
 * path. */
static void describe_failure(const struct spawn_plan *p, struct spawn_report *report)
{
	if (report->step == SPAWN_STEP_DIRS || report->step == SPAWN_STEP_REMOVE)
		step_tmpfiles_path(report->failed_path);
	else if (report->step == SPAWN_STEP_EXEC && report->err == ENOENT)
		report->failed_item = step_exec_interpreter(p, report->failed_path,
							    sizeof report->failed_path);
	escape_controls(report->failed_path);
}

_Noreturn void steps_run(const struct spawn_plan *plan, int err)
{
	struct step_result result = step_result(err);
	int32_t step = SPAWN_STEP_NONE;
	int code = CTINIT_EXIT_NOT_RUN;

	while (result.err >= 0 && ++step < SPAWN_STEP_COUNT)
		result = steps[step](plan);
	if (result.err < 0) {
		struct spawn_report report = { .step = step,
					       .err = -result.err,
					       .failed_item = result.failed_item };

		describe_failure(plan, &report);
		code = spawn_exit_code(&report);
		child_call(SYS_write, plan->report_fd, (long)&report, sizeof report);
	}
	for (;;)
		child_call(SYS_exit_group, code, 0, 0);
}
