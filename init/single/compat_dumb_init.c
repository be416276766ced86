/* init/single/compat_dumb_init.c - defines the profile of dumb-init.
 *
 * All messages go to stderr, as in dumb-init. */
#include "init/single/compat_profiles.h"

#include "conf/base/base.h"
#include "init/single/option_handlers.h"

#define ERR 2

/* We emulate this version. Scripts compare the text, so it must not change. */
#define VERSION "dumb-init v1.2.5\n"
#define BAD_REWRITE                                                                       \
	"Usage: -r option takes <signum>:<signum>, where <signum> is between 1 and 31.\n" \
	"This option can be specified multiple times.\n"                                  \
	"Use --help for full usage."

/* clang-format off */
static const struct compat_option options[] = {
	{ .letter = 'h', .name = "help", .show = SHOW_HELP },
	{ .letter = 'c', .name = "single-child", .set = option_set_same_group },
	{ .letter = 'r', .name = "rewrite", .set = option_set_rewrite, .bad_value = BAD_REWRITE },
	{ .letter = 'v', .name = "verbose", .set = option_set_verbose },
	{ .letter = 'V', .name = "version", .show = SHOW_VERSION },
	{ 0 },
};

static const struct compat_variable variables[] = {
	{ "DUMB_INIT_DEBUG=", option_set_debug_if_1 },
	{ "DUMB_INIT_SETSID=", option_set_same_group_if_0 },
	{ 0 },
};

#define SAYS(text) { 1, ERR, "[dumb-init] " text }
static const struct compat_message_text messages[MSG_COUNT] = {
	[MSG_DEBUG] = { 2, ERR, "[dumb-init] Running in debug mode." },
	[MSG_NO_SESSION] = { 2, ERR, "[dumb-init] Not running in setsid mode." },
	[MSG_START_FAILED] = { 0, ERR, "[dumb-init] Unable to fork. Exiting: %r" },
	[MSG_NOT_RUN] = { 0, ERR, "[dumb-init] %s: %r" },
	[MSG_STARTED] = SAYS("Child spawned with PID %n."),
	[MSG_LEFT_TERMINAL] = SAYS("Detached from controlling tty, ignoring the first "
				    "SIGHUP and SIGCONT we receive."),
	[MSG_HAD_TERMINAL] = SAYS("Detached from controlling tty, but was not session "
				   "leader."),
	[MSG_NO_TERMINAL] = SAYS("Unable to detach from controlling tty (errno=%e %r)."),
	[MSG_NOT_ATTACHED] = SAYS("Unable to attach to controlling tty (errno=%e %r)."),
	[MSG_SESSION] = SAYS("setsid complete."),
	[MSG_GOT] = SAYS("Received signal %n."),
	[MSG_GOT_CHILD] = SAYS("Received signal %n."),
	[MSG_TERMINAL_SIGNAL] = SAYS("Ignoring tty hand-off signal %n."),
	[MSG_REWRITTEN] = SAYS("Translating signal %n to %m."),
	[MSG_DROPPED] = SAYS("Not forwarding signal %n to children (ignored)."),
	[MSG_PASSED] = SAYS("Forwarded signal %n to children."),
	[MSG_GONE] = SAYS("Forwarded signal %n to children."),
	[MSG_STOPS] = SAYS("Suspending self due to TTY signal."),
	[MSG_CHILD_EXITED] = SAYS("A child with PID %n exited with exit status %m."),
	[MSG_CHILD_KILLED] = SAYS("A child with PID %n was terminated by signal %m."),
	[MSG_ENDS] = SAYS("Child exited with status %n. Goodbye."),
};
/* clang-format on */

const struct compat_profile compat_dumb_init = {
	.name = "dumb-init",
	.options = options,
	.variables = variables,
	.messages = messages,
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
	.process_group = GROUP_SESSION,
	.to_group = true,
	.exit_not_found = 2,
	.exit_denied = 2,
	.exit_not_run = 2,
	.exit_failed = 1,
	.leaves_terminal = true,
	.stops_itself = true,
	.ends_group = true,
};
