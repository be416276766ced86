/* init/single/compat_catatonit.c - defines the profile of catatonit and podman-init. */
#include "init/single/compat_profiles.h"

#include "conf/base/base.h"
#include "init/single/option_handlers.h"

#define OUT   1
#define ERR   2
#define USAGE "usage: catatonit [-ghLPV] [--] <progname> [<arguments>...]\n"

/* clang-format off */
static const struct compat_option options[] = {
	{ .letter = 'g', .set = option_set_group },
	{ .letter = 'h', .show = SHOW_HELP },
	{ .letter = 'L', .show = SHOW_LICENCE },
	{ .letter = 'P', .set = option_set_pause },
	{ .letter = 'V', .name = "version", .show = SHOW_VERSION },
	{ 0 },
};

static const struct compat_variable variables[] = {
	{ "CATATONIT_DEBUG=", option_set_verbose },
	{ 0 },
};

static const struct compat_message_text messages[MSG_COUNT] = {
	[MSG_REAPER_FAILED] = { 0, ERR,
		"ERROR (catatonit:%p): failed to set child subreaper attribute: %r" },
	[MSG_START_FAILED] = { 0, ERR, "ERROR (catatonit:%p): failed to fork child: %r" },
	[MSG_NOT_RUN] = { 0, ERR, "ERROR (catatonit:%m): failed to exec pid1: %r" },
	[MSG_STARTED] = { 1, ERR, "DEBUG (catatonit:%p): pid1 (%n) spawned: %s" },
	[MSG_PASSED] = { 1, ERR, "DEBUG (catatonit:%p): forwarded signal %n" },
	[MSG_CHILD_EXITED] = { 1, ERR, "DEBUG (catatonit:%p): child %n exited with %m" },
	[MSG_CHILD_KILLED] = { 1, ERR, "DEBUG (catatonit:%p): child %n died of signal %m" },
};
/* clang-format on */

const struct compat_profile compat_catatonit = {
	.name = "catatonit",
	.aliases = { "podman-init" },
	.options = options,
	.variables = variables,
	.messages = messages,
	.texts = { [SHOW_HELP] = USAGE
		   "\nctinit in the place of catatonit.\n\n"
		   "  -g             signals go to the program's whole group\n"
		   "  -h             this text\n"
		   "  -L             the licence\n"
		   "  -P             pause: no program, ends on TERM or INT\n"
		   "  -V, --version  the version\n\n"
		   "Variable: CATATONIT_DEBUG, set to anything, tells more.\n",
		   /* docker and podman expect the format of tini's version. */
		   [SHOW_VERSION] = "tini version " CTINIT_VERSION "_ctinit\n",
		   [SHOW_LICENCE] = COMPAT_LICENCE },
	.text_fds = { [SHOW_HELP] = ERR, [SHOW_VERSION] = OUT, [SHOW_LICENCE] = OUT },
	.no_command = "ERROR (catatonit): missing program name\n" USAGE,
	.bad_option = USAGE,
	.process_group = GROUP_NEW,
	.dropped = { CTINIT_SIGTSTP, CTINIT_SIGTTIN, CTINIT_SIGTTOU },
	.exit_not_found = 1,
	.exit_denied = 1,
	.exit_not_run = 1,
	.exit_failed = 1,
	.reaps_always = true,
};
