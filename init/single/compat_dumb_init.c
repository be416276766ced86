/* init/single/compat_dumb_init.c - ctinit as dumb-init. Everything it says is on stderr. */
#include "init/single/compat_profiles.h"

#include "conf/base/base.h"
#include "init/single/option_handlers.h"

#define ERR 2

/* The behaviour is that of this version: scripts compare it. */
#define VERSION "dumb-init v1.2.5\n"
#define BAD_REWRITE                                                                       \
	"Usage: -r option takes <signum>:<signum>, where <signum> is between 1 and 31.\n" \
	"This option can be specified multiple times.\n"                                  \
	"Use --help for full usage."

/* clang-format off */
static const struct peer_option options[] = {
	{ .letter = 'h', .name = "help", .show = SHOW_HELP },
	{ .letter = 'c', .name = "single-child", .take = take_same_group },
	{ .letter = 'r', .name = "rewrite", .take = take_rewrite, .wrong = BAD_REWRITE },
	{ .letter = 'v', .name = "verbose", .take = take_verbose },
	{ .letter = 'V', .name = "version", .show = SHOW_VERSION },
	{ 0 },
};

static const struct peer_variable variables[] = {
	{ "DUMB_INIT_DEBUG=", take_debug_word },
	{ "DUMB_INIT_SETSID=", take_session_word },
	{ 0 },
};

#define SAYS(text) { 1, ERR, "[dumb-init] " text }
static const struct peer_note notes[NOTE_COUNT] = {
	[NOTE_DEBUG] = { 2, ERR, "[dumb-init] Running in debug mode." },
	[NOTE_NO_SESSION] = { 2, ERR, "[dumb-init] Not running in setsid mode." },
	[NOTE_START_FAILED] = { 0, ERR, "[dumb-init] Unable to fork. Exiting: %r" },
	[NOTE_NOT_RUN] = { 0, ERR, "[dumb-init] %s: %r" },
	[NOTE_STARTED] = SAYS("Child spawned with PID %n."),
	[NOTE_LEFT_TERMINAL] = SAYS("Detached from controlling tty, ignoring the first "
				    "SIGHUP and SIGCONT we receive."),
	[NOTE_HAD_TERMINAL] = SAYS("Detached from controlling tty, but was not session "
				   "leader."),
	[NOTE_NO_TERMINAL] = SAYS("Unable to detach from controlling tty (errno=%e %r)."),
	[NOTE_NOT_ATTACHED] = SAYS("Unable to attach to controlling tty (errno=%e %r)."),
	[NOTE_SESSION] = SAYS("setsid complete."),
	[NOTE_GOT] = SAYS("Received signal %n."),
	[NOTE_GOT_CHILD] = SAYS("Received signal %n."),
	[NOTE_HANDED_OVER] = SAYS("Ignoring tty hand-off signal %n."),
	[NOTE_REWRITTEN] = SAYS("Translating signal %n to %m."),
	[NOTE_DROPPED] = SAYS("Not forwarding signal %n to children (ignored)."),
	[NOTE_PASSED] = SAYS("Forwarded signal %n to children."),
	[NOTE_GONE] = SAYS("Forwarded signal %n to children."),
	[NOTE_STOPS] = SAYS("Suspending self due to TTY signal."),
	[NOTE_CHILD_EXITED] = SAYS("A child with PID %n exited with exit status %m."),
	[NOTE_CHILD_KILLED] = SAYS("A child with PID %n was terminated by signal %m."),
	[NOTE_ENDS] = SAYS("Child exited with status %n. Goodbye."),
};
/* clang-format on */

const struct peer peer_dumb_init = {
	.name = "dumb-init",
	.options = options,
	.variables = variables,
	.notes = notes,
	.texts = { [SHOW_HELP] = VERSION
		   "Usage: dumb-init [option] command [[arg] ...]\n\n"
		   "ctinit in the place of dumb-init: it passes signals on "
		   "and reaps orphans.\n\n"
		   "  -c, --single-child  no session: signals go to the "
		   "command alone\n"
		   "  -r, --rewrite S:R   pass signal S on as R; 0 drops it; "
		   "may be repeated\n"
		   "  -v, --verbose       tell on stderr what happens\n"
		   "  -h, --help          this text\n"
		   "  -V, --version       the version\n\n"
		   "Variables: DUMB_INIT_SETSID=0 as -c, DUMB_INIT_DEBUG=1 "
		   "as -v.\n",
		   [SHOW_VERSION] = VERSION },
	.text_fds = { [SHOW_HELP] = ERR, [SHOW_VERSION] = ERR },
	.no_command = "Usage: dumb-init [option] program [args]\n"
		      "Try dumb-init --help for full usage.\n",
	.place = PLACE_SESSION,
	.to_group = true,
	.exit_not_found = 2,
	.exit_denied = 2,
	.exit_not_run = 2,
	.exit_failed = 1,
	.leaves_terminal = true,
	.stops_itself = true,
	.ends_group = true,
};
