/* init/single/compat_native.c - ctinit as itself. Its options are those of options.c. */
#include "init/single/compat.h"

#include "conf/base/exits.h"

#define ERR 2

static const struct peer_note notes[NOTE_COUNT] = {
	[NOTE_REAPER_FAILED] = { 0, ERR,
				 "ctinit: orphans will not be reaped, "
				 "prctl(PR_SET_CHILD_SUBREAPER): %r" },
	[NOTE_START_FAILED] = { 0, ERR, "ctinit: cannot start a process for %s: %r" },
	[NOTE_NOT_RUN] = { 0, ERR, "ctinit: cannot run %s: %r" },
	[NOTE_STARTED] = { 1, ERR, "ctinit: the command runs as process %n" },
	[NOTE_PASSED] = { 1, ERR, "ctinit: passed on signal %n" },
	[NOTE_GONE] = { 1, ERR, "ctinit: nobody left for signal %n" },
	[NOTE_ORPHAN] = { 0, ERR, "ctinit: reaped the orphan %n" },
};

const struct peer peer_native = {
	.name = "ctinit",
	.notes = notes,
	.place = PLACE_GROUP,
	.exit_not_found = CTINIT_EXIT_NOT_FOUND,
	.exit_denied = CTINIT_EXIT_NOT_RUN,
	.exit_not_run = CTINIT_EXIT_NOT_RUN,
	.exit_failed = CTINIT_EXIT_SETUP,
	.reaps_always = true,
	.saves_leftovers = true,
};
