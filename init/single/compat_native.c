/* init/single/compat_native.c - defines the profile of ctinit itself. */
#include "init/single/compat.h"

#include "conf/base/exits.h"

#define ERR 2

static const struct compat_message_text messages[MSG_COUNT] = {
	[MSG_REAPER_FAILED] = { 0, ERR,
				"ctinit: orphans will not be reaped, "
				"prctl(PR_SET_CHILD_SUBREAPER): %r" },
	[MSG_START_FAILED] = { 0, ERR, "ctinit: cannot start a process for %s: %r" },
	[MSG_NOT_RUN] = { 0, ERR, "ctinit: cannot run %s: %r" },
	[MSG_STARTED] = { 1, ERR, "ctinit: the command runs as process %n" },
	[MSG_PASSED] = { 1, ERR, "ctinit: passed on signal %n" },
	[MSG_GONE] = { 1, ERR, "ctinit: nobody left for signal %n" },
	[MSG_ORPHAN] = { 0, ERR, "ctinit: reaped the orphan %n" },
};

const struct compat_profile compat_native = {
	.name = "ctinit",
	.messages = messages,
	.process_group = GROUP_NEW,
	.exit_not_found = CTINIT_EXIT_NOT_FOUND,
	.exit_denied = CTINIT_EXIT_NOT_RUN,
	.exit_not_run = CTINIT_EXIT_NOT_RUN,
	.exit_failed = CTINIT_EXIT_SETUP,
	.reaps_always = true,
	.cleans_up = true,
};
