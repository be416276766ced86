/* supervisor/logger/loss.c - reports output that could not be written to a console.
 *
 * If stdout has no reader or cannot be written, we print a report on stderr. When stdout
 * works again, or at the end, we print the number of lost lines. Each write tries a pipe
 * again, because it may have a new reader. If stderr itself loses lines, only their number
 * can be reported, and only later. */
#include "supervisor/logger/loop.h"

#include <string.h>

/* Minimum time between two reports, for example about a disk that is full again and
 * again. */
#define REPORT_MSEC 10000

static void report_begin(struct logger *lg)
{
	int err = lg->console[0].write_errno;

	if (err == lg->reported_errno)
		return;
	if (err == 0) {
		if (clock_msec() > lg->reported_msec + REPORT_MSEC)
			lg->reported_errno = 0;
		return;
	}
	lg->reported_errno = err;
	lg->reported_msec = clock_msec();
	if (console_has_no_reader(err))
		logger_warn(lg,
			    "the container's stdout has no reader any more: output to it "
			    "is discarded");
	else
		logger_warn(lg,
			    "cannot write the container's stdout: %s; lines are missing "
			    "there until it works",
			    strerror(err));
}

/* Marks the lines as reported before the report is written. If the report is lost, too, it
 * counts as a new lost line. */
static void report_lost(struct logger *lg, int i, bool at_end)
{
	const struct console_pending *pending = &log_memory_current(lg->memory)->console[i];
	const char *name = i == 0 ? "stdout" : "stderr";
	unsigned long long lost = pending->lost_lines;
	int err = (int)pending->lost_errno;
	uint64_t now = clock_msec(), next = lg->lost_reported_msec[i] + REPORT_MSEC;

	if (lost == 0 || (lg->console[i].write_errno != 0 && !at_end))
		return;
	if (lg->lost_reported_msec[i] != 0 && now < next && !at_end) {
		wake_at(lg, next);
		return;
	}
	lg->lost_reported_msec[i] = now;
	log_memory_begin(lg->memory)->console[i].lost_lines = 0;
	log_memory_commit(lg->memory);
	if (console_has_no_reader(err))
		logger_warn(lg, "%llu line%s lost while the container's %s had no reader",
			    lost, lost == 1 ? " was" : "s were", name);
	else
		logger_warn(lg,
			    "%llu line%s lost while the container's %s could not be "
			    "written: %s",
			    lost, lost == 1 ? " was" : "s were", name, strerror(err));
}

void loss_report(struct logger *lg, bool at_end)
{
	report_begin(lg);
	for (int i = 0; i < 2; i++)
		report_lost(lg, i, at_end);
}
