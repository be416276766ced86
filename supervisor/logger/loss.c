/* supervisor/logger/loss.c - what the container's own streams did not take is told.
 *
 * On stderr: that nobody reads stdout, or that it cannot be written, when it begins; how
 * many lines that cost when it works again, or at the end. A pipe is tried again with
 * each write: it may have another reader. Of what stderr itself loses only the number
 * can be told, later. */
#include "supervisor/logger/base/logger.h"

#include <string.h>

#define LOSS_MSEC 10000 /* a disk that is full now and then is told now and then */

static void tell_begin(struct logger *l)
{
	int err = l->out[0].failed;

	if (err == l->out_told)
		return;
	if (err == 0) {
		if (clock_msec() > l->out_told_at + LOSS_MSEC)
			l->out_told = 0;
		return;
	}
	l->out_told = err;
	l->out_told_at = clock_msec();
	if (console_has_no_reader(err))
		logger_warn(l,
			    "nobody reads the container's stdout any more: what goes there "
			    "is thrown away");
	else
		logger_warn(l,
			    "cannot write the container's stdout: %s; lines are missing "
			    "there until it works",
			    strerror(err));
}

/* Noted as told first: what is told may be lost, too. */
static void tell_lost(struct logger *l, int i, bool at_end)
{
	const struct console_state *o = &state_current(l->store)->out[i];
	const char *name = i == 0 ? "stdout" : "stderr";
	unsigned long long lost = o->lost;
	int err = (int)o->lost_by;
	uint64_t now = clock_msec();

	if (lost == 0 || (l->out[i].failed != 0 && !at_end))
		return;
	if (l->lost_told_at[i] != 0 && now < l->lost_told_at[i] + LOSS_MSEC && !at_end) {
		wake_at(l, l->lost_told_at[i] + LOSS_MSEC);
		return;
	}
	l->lost_told_at[i] = now;
	state_begin(l->store)->out[i].lost = 0;
	state_commit(l->store);
	if (console_has_no_reader(err))
		logger_warn(l, "%llu line%s lost while nobody read the container's %s",
			    lost, lost == 1 ? " was" : "s were", name);
	else
		logger_warn(l,
			    "%llu line%s lost while the container's %s could not be "
			    "written: %s",
			    lost, lost == 1 ? " was" : "s were", name, strerror(err));
}

void loss_report(struct logger *l, bool at_end)
{
	tell_begin(l);
	for (int i = 0; i < 2; i++)
		tell_lost(l, i, at_end);
}
