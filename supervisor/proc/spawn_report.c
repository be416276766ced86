/* supervisor/proc/spawn_report.c - turns the report of a failed start into a message. */
#include "supervisor/proc/spawn_report.h"

#include "conf/base/base.h"
#include "conf/base/exits.h"
#include "conf/base/text.h"
#include "supervisor/path/path.h"
#include "supervisor/proc/interpreter.h"
#include "supervisor/proc/rlimits.h"
#include "supervisor/proc/spawn_plan.h"
#include "supervisor/proc/unmapped.h"

#include <errno.h>
#include <string.h>

static const struct {
	/* `needs` is the capability that is missing if the step fails with EPERM. */
	const char *word, *needs;
} steps[SPAWN_STEP_COUNT] = {
#define X(id, function, word, needs) { word, needs },
	SPAWN_STEPS(X)
#undef X
};

const char *spawn_step_word(int32_t step)
{
	return step >= 0 && step < SPAWN_STEP_COUNT ? steps[step].word : "start";
}

/* ---- messages ---- */

static void explain_tmpfile(const struct spawn_report *report, struct text *ret)
{
	const char *reason = strerror(report->err);

	if (report->err == ELOOP)
		reason = "a symbolic link in the path can be changed by other users than "
			 "root";
	else if (report->err == EMLINK)
		reason = "a file with several hard links, which may belong to another user "
			 "(fs.protected_hardlinks is off)";
	else if (report->err == EINVAL)
		reason = "that owner is not an id of this user namespace";
	text_set(ret, "cannot %s %.*s: %s%s", spawn_step_word(report->step),
		 SPAWN_PATH_SIZE - 1, report->failed_path, reason,
		 report->err == EACCES || report->err == EPERM
			 ? "; dirs and remove work as ctinit's own user"
			 : "");
}

static void explain_limit(const struct spawn_report *report, struct text *ret)
{
	text_set(ret, "cannot set %s: %s%s", rlimit_name(report->failed_item),
		 strerror(report->err),
		 report->err == EPERM ? "; a hard limit above ours needs CAP_SYS_RESOURCE"
				      : "");
}

static void explain_stdio(const struct spawn_plan *plan, const struct spawn_report *report,
			  struct text *ret)
{
	static const char *const streams[] = { "stdin", "stdout", "stderr" };
	const char *path = plan->stdio[report->failed_item].path;
	const char *reason = strerror(report->err);

	if (path != NULL && path_reason(report->err) != NULL)
		reason = path_reason(report->err);
	text_set(ret, "cannot open %s for %s: %s", path != NULL ? path : "/dev/null",
		 streams[report->failed_item], reason);
}

static void explain_exec(const struct spawn_plan *plan, const struct spawn_report *report,
			 struct text *ret)
{
	const char *command = plan->argv != NULL ? plan->argv[0] : "";

	if (report->failed_path[0] != '\0')
		text_set(ret, "cannot run %s: its interpreter %.*s%s is missing", command,
			 SPAWN_PATH_SIZE - 1, report->failed_path,
			 report->failed_item == INTERPRETER_CR
				 ? ", with a carriage return at its end (the file has CR "
				   "LF lines),"
				 : "");
	else if (strchr(command, '/') == NULL && report->err == ENOENT)
		text_set(ret, "cannot run %s: not found in PATH %s", command,
			 plan->path ? plan->path : "");
	else
		text_set(ret, "cannot run %s: %s%s", command, strerror(report->err),
			 report->err == ENOEXEC ? " (a program of another architecture?)"
						: "");
}

static void explain_step(const struct spawn_plan *plan, const struct spawn_report *report,
			 struct text *ret)
{
	bool directory = report->step == SPAWN_STEP_DIRECTORY && plan->directory != NULL;
	const char *needs = NULL;

	if (report->step >= 0 && (report->err == EPERM || report->err == EACCES))
		needs = steps[report->step].needs;
	text_set(ret, "cannot %s%s%s: %s%s%s", spawn_step_word(report->step),
		 directory ? " " : "", directory ? plan->directory : "",
		 strerror(report->err), needs ? "; ctinit may lack " : "",
		 needs ? needs : "");
}

void spawn_explain(const struct spawn_plan *plan, const struct spawn_report *report,
		   struct text *ret)
{
	if (report->step == SPAWN_STEP_EXEC)
		explain_exec(plan, report, ret);
	else if (report->failed_path[0] != '\0')
		explain_tmpfile(report, ret);
	else if (report->err == EINVAL && unmapped_explain(plan, ret))
		return;
	else if (report->step == SPAWN_STEP_LIMITS && report->failed_item >= 0)
		explain_limit(report, ret);
	else if (report->step == SPAWN_STEP_STDIO && report->failed_item >= 0)
		explain_stdio(plan, report, ret);
	else
		explain_step(plan, report, ret);
}

/* ---- permanent failures and exit codes ---- */

bool spawn_failure_is_permanent(const struct spawn_report *report)
{
	/* Errors of execve(2) that the file or its arguments cause. */
	static const int of_the_file[] = { E2BIG,        EACCES,  EINVAL, EISDIR,
					   ELIBBAD,      ELOOP,   ENOENT, ENOEXEC,
					   ENAMETOOLONG, ENOTDIR, EPERM };

	for (size_t i = 0; i < ARRAY_LEN(of_the_file); i++) {
		if (report->step == SPAWN_STEP_EXEC && report->err == of_the_file[i])
			return true;
	}
	return false;
}

int spawn_exit_code(const struct spawn_report *report)
{
	if (report->step != SPAWN_STEP_EXEC)
		return CTINIT_EXIT_SETUP;
	return report->err == ENOENT || report->err == ENOTDIR ? CTINIT_EXIT_NOT_FOUND
							       : CTINIT_EXIT_NOT_RUN;
}
