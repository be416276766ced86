/* supervisor/proc/explain.c - why a program could not be run, in words that help. */
#include "supervisor/proc/spawn.h"

#include "conf/base/base.h"
#include "conf/base/exits.h"
#include "supervisor/path/path.h"
#include "supervisor/proc/interpreter.h"
#include "supervisor/proc/rlimits.h"
#include "supervisor/proc/unmapped.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void explain_place(const char *word, const struct spawn_report *report, char *text,
			  size_t size)
{
	const char *reason = strerror(report->err);

	if (report->err == ELOOP)
		reason = "a symbolic link that others than root can change is on the way";
	else if (report->err == EMLINK)
		reason = "a file with several names, which may be somebody else's "
			 "(fs.protected_hardlinks is off)";
	else if (report->err == EINVAL)
		reason = "that owner is not an id of this user namespace";
	snprintf(text, size, "cannot %s %.*s: %s%s", word, SPAWN_PATH_SIZE - 1,
		 report->what, reason,
		 report->err == EACCES || report->err == EPERM
			 ? "; dirs and remove work as ctinit's own user"
			 : "");
}

/* One of its limits, or of its streams. */
static void explain_which(const struct spawn_plan *plan, const struct spawn_report *report,
			  char *text, size_t size)
{
	static const char *const streams[] = { "stdin", "stdout", "stderr" };
	const char *reason = strerror(report->err), *path;

	if (report->which >= (int32_t)ARRAY_LEN(streams) ||
	    strstr(spawn_step_word(report->step), streams[0]) == NULL) {
		snprintf(text, size, "cannot set %s: %s%s", rlimit_name(report->which),
			 reason,
			 report->err == EPERM
				 ? "; a hard limit above ours needs CAP_SYS_RESOURCE"
				 : "");
		return;
	}
	path = plan->stdio[report->which].path;
	if (path != NULL && path_reason(report->err) != NULL)
		reason = path_reason(report->err);
	snprintf(text, size, "cannot open %s for %s: %s", path != NULL ? path : "/dev/null",
		 streams[report->which], reason);
}

static void explain_exec(const struct spawn_plan *plan, const struct spawn_report *report,
			 char *text, size_t size)
{
	const char *command = plan->argv != NULL ? plan->argv[0] : "";

	if (report->what[0] != '\0')
		snprintf(text, size, "cannot run %s: its interpreter %.*s%s is missing",
			 command, SPAWN_PATH_SIZE - 1, report->what,
			 report->which == INTERPRETER_CR
				 ? ", with a carriage return at its end (the file has CR "
				   "LF lines),"
				 : "");
	else if (strchr(command, '/') == NULL && report->err == ENOENT)
		snprintf(text, size, "cannot run %s: not found in PATH %s", command,
			 plan->path ? plan->path : "");
	else
		snprintf(text, size, "cannot run %s: %s%s", command, strerror(report->err),
			 report->err == ENOEXEC ? " (a program of another architecture?)"
						: "");
}

void spawn_explain(const struct spawn_plan *plan, const struct spawn_report *report,
		   char *text, size_t size)
{
	const char *word = spawn_step_word(report->step);
	bool directory = strcmp(word, "enter the directory") == 0;
	const char *needs = report->err == EPERM || report->err == EACCES
				    ? spawn_step_needs(report->step)
				    : NULL;

	if (spawn_step_is_exec(report->step))
		explain_exec(plan, report, text, size);
	else if (report->what[0] != '\0')
		explain_place(word, report, text, size);
	else if (report->err == EINVAL && unmapped_explain(plan, text, size))
		return;
	else if (report->which >= 0)
		explain_which(plan, report, text, size);
	else
		snprintf(text, size, "cannot %s%s%s: %s%s%s", word, directory ? " " : "",
			 directory && plan->directory ? plan->directory : "",
			 strerror(report->err), needs ? "; ctinit may lack " : "",
			 needs ? needs : "");
}

/* Errors of execve(2) that are of the file and its arguments. */
bool spawn_failure_is_permanent(const struct spawn_report *report)
{
	static const int of_the_file[] = { E2BIG,        EACCES,  EINVAL, EISDIR,
					   ELIBBAD,      ELOOP,   ENOENT, ENOEXEC,
					   ENAMETOOLONG, ENOTDIR, EPERM };

	for (size_t i = 0; i < ARRAY_LEN(of_the_file); i++) {
		if (spawn_step_is_exec(report->step) && report->err == of_the_file[i])
			return true;
	}
	return false;
}

int spawn_exit_code(const struct spawn_report *report)
{
	if (!spawn_step_is_exec(report->step))
		return CTINIT_EXIT_SETUP;
	return report->err == ENOENT || report->err == ENOTDIR ? CTINIT_EXIT_NOT_FOUND
							       : CTINIT_EXIT_NOT_RUN;
}
