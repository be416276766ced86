/* init/single/compat_catatonit.c - ctinit as catatonit and podman-init. */
#include "init/single/compat_profiles.h"

#include "conf/base/base.h"
#include "init/single/option_handlers.h"

#define OUT   1
#define ERR   2
#define USAGE "usage: catatonit [-ghLPV] [--] <progname> [<arguments>...]\n"

/* clang-format off */
static const struct peer_option options[] = {
	{ .letter = 'g', .take = take_group },
	{ .letter = 'h', .show = SHOW_HELP },
	{ .letter = 'L', .show = SHOW_LICENCE },
	{ .letter = 'P', .take = take_pause },
	{ .letter = 'V', .name = "version", .show = SHOW_VERSION },
	{ 0 },
};

static const struct peer_variable variables[] = {
	{ "CATATONIT_DEBUG=", take_verbose },
	{ 0 },
};

static const struct peer_note notes[NOTE_COUNT] = {
	[NOTE_REAPER_FAILED] = { 0, ERR,
		"ERROR (catatonit:%p): failed to set child subreaper attribute: %r" },
	[NOTE_START_FAILED] = { 0, ERR, "ERROR (catatonit:%p): failed to fork child: %r" },
	[NOTE_NOT_RUN] = { 0, ERR, "ERROR (catatonit:%m): failed to exec pid1: %r" },
	[NOTE_STARTED] = { 1, ERR, "DEBUG (catatonit:%p): pid1 (%n) spawned: %s" },
	[NOTE_PASSED] = { 1, ERR, "DEBUG (catatonit:%p): forwarded signal %n" },
	[NOTE_CHILD_EXITED] = { 1, ERR, "DEBUG (catatonit:%p): child %n exited with %m" },
	[NOTE_CHILD_KILLED] = { 1, ERR, "DEBUG (catatonit:%p): child %n died of signal %m" },
};
/* clang-format on */

const struct peer peer_catatonit = {
	.name = "catatonit",
	.also = { "podman-init" },
	.options = options,
	.variables = variables,
	.notes = notes,
	.texts = { [SHOW_HELP] = USAGE
		   "\nctinit in the place of catatonit.\n\n"
		   "  -g             signals go to the program's whole group\n"
		   "  -h             this text\n"
		   "  -L             the licence\n"
		   "  -P             pause: no program, ends on TERM or INT\n"
		   "  -V, --version  the version\n\n"
		   "Variable: CATATONIT_DEBUG, set to anything, tells more.\n",
		   /* docker and podman read it as tini's. */
		   [SHOW_VERSION] = "tini version " CTINIT_VERSION "_ctinit\n",
		   [SHOW_LICENCE] = PEER_LICENCE },
	.text_fds = { [SHOW_HELP] = ERR, [SHOW_VERSION] = OUT, [SHOW_LICENCE] = OUT },
	.no_command = "ERROR (catatonit): missing program name\n" USAGE,
	.bad_option = USAGE,
	.place = PLACE_GROUP,
	.dropped = { CTINIT_SIGTSTP, CTINIT_SIGTTIN, CTINIT_SIGTTOU },
	.exit_not_found = 1,
	.exit_denied = 1,
	.exit_not_run = 1,
	.exit_failed = 1,
	.reaps_always = true,
};
