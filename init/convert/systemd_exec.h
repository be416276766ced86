/* init/convert/systemd_exec.h - converts the commands of a unit.
 *
 * Layer: init/convert, below systemd. */
#ifndef INIT_CONVERT_SYSTEMD_EXEC_H
#define INIT_CONVERT_SYSTEMD_EXEC_H

#include "init/convert/draft.h"
#include "init/convert/systemd_unit.h"

/* One unit while it is converted. */
struct systemd_work {
	struct draft *draft;
	struct draft_section *service;
	const struct unit_file *unit;
	const char *name; /* with its suffix */
};

/* Sets command, pre-start, pre-stop, post-stop, reload and stop-signal from the Exec
 * settings. */
void systemd_exec(const struct systemd_work *work);

/* Returns "FILE:LINE KEY" for notes. */
const char *systemd_where(const struct unit_entry *entry);

#endif
