/* init/single/compat_tini.c - defines the profile of tini and docker-init.
 *
 * Messages of the levels INFO, DEBUG and TRACE go to stdout, as in tini. */
#include "init/single/compat_profiles.h"

#include "conf/base/base.h"
#include "init/single/option_handlers.h"

#define OUT 1
#define ERR 2

enum level { FATAL, WARN, INFO, DEBUG, TRACE };

#define USAGE                                                                              \
	"Usage: tini [OPTIONS] [--] PROGRAM [ARGS] | --version\n\n"                        \
	"ctinit in the place of tini: PROGRAM runs under the supervision of a valid init " \
	"process (tini).\n\n"                                                              \
	"Options:\n"                                                                       \
	"  --version  the version, as docker reads it\n"                                   \
	"  -h         this text\n"                                                         \
	"  -s         become a child subreaper, where this is not PID 1\n"                 \
	"  -p SIGNAL  get SIGNAL when the parent ends\n"                                   \
	"  -v         more verbose output; three times at most\n"                          \
	"  -w         a warning for each orphan that is reaped\n"                          \
	"  -g         signals go to the whole process group of PROGRAM\n"                  \
	"  -e CODE    end with 0 where PROGRAM ends with CODE, 0 to 255\n"                 \
	"  -l         the licence\n\n"                                                     \
	"Variables: TINI_SUBREAPER as -s, TINI_KILL_PROCESS_GROUP as -g,\n"                \
	"TINI_VERBOSITY=0 to 4, 1 unless set.\n"

/* clang-format off */
static const struct compat_option options[] = {
	{ .letter = 'h', .show = SHOW_HELP },
	{ .letter = 'l', .show = SHOW_LICENCE },
	{ .name = "version", .show = SHOW_VERSION, .only_word = true },
	{ .letter = 's', .set = option_set_subreaper },
	{ .letter = 'p', .set = option_set_parent_death,
	  .bad_value = "[FATAL tini (%p)] Not a valid option for -p: %s" },
	{ .letter = 'v', .set = option_set_verbose },
	{ .letter = 'w', .set = option_set_warn_reaped },
	{ .letter = 'g', .set = option_set_group },
	{ .letter = 'e', .set = option_set_exit_code,
	  .bad_value = "[FATAL tini (%p)] Not a valid option for -e: %s" },
	{ 0 },
};

static const struct compat_variable variables[] = {
	{ "TINI_SUBREAPER=", option_set_subreaper },
	{ "TINI_KILL_PROCESS_GROUP=", option_set_group },
	{ "TINI_VERBOSITY=", option_set_verbosity },
	{ 0 },
};

static const struct compat_message_text messages[MSG_COUNT] = {
	[MSG_NO_REAPER] = { WARN, ERR,
		"[WARN  tini (%p)] This is neither PID 1 nor a child subreaper: orphans go "
		"elsewhere, so zombie reaping won't work.\n"
		"Use -s, or set TINI_SUBREAPER, or run it as PID 1." },
	[MSG_REAPER_FAILED] = { FATAL, ERR,
		"[FATAL tini (%p)] Failed to register as child subreaper: %r" },
	[MSG_START_FAILED] = { FATAL, ERR, "[FATAL tini (%p)] fork failed: %r" },
	[MSG_NOT_RUN] = { FATAL, ERR, "[FATAL tini (%m)] exec %s failed: %r" },
	[MSG_STARTED] = { INFO, OUT,
		"[INFO  tini (%p)] Spawned child process '%s' with pid '%n'" },
	[MSG_GOT_CHILD] = { DEBUG, OUT, "[DEBUG tini (%p)] Received SIGCHLD" },
	[MSG_PASSED] = { DEBUG, OUT, "[DEBUG tini (%p)] Passing signal: '%g'" },
	[MSG_GONE] = { WARN, ERR,
		"[WARN  tini (%p)] Child was dead when forwarding signal '%g'" },
	[MSG_CHILD_EXITED] = { DEBUG, OUT, "[DEBUG tini (%p)] Reaped child with pid: '%n'" },
	[MSG_CHILD_KILLED] = { DEBUG, OUT, "[DEBUG tini (%p)] Reaped child with pid: '%n'" },
	[MSG_COMMAND_EXITED] = { INFO, OUT,
		"[INFO  tini (%p)] Main child exited normally (with status '%n')" },
	[MSG_COMMAND_KILLED] = { INFO, OUT,
		"[INFO  tini (%p)] Main child exited with signal (with signal '%g')" },
	[MSG_ORPHAN] = { WARN, ERR, "[WARN  tini (%p)] Reaped zombie process with pid=%n" },
	[MSG_ENDS] = { TRACE, OUT, "[TRACE tini (%p)] Exiting: child has exited" },
};
/* clang-format on */

const struct compat_profile compat_tini = {
	.name = "tini",
	.aliases = { "docker-init", "tini-static" },
	.options = options,
	.variables = variables,
	.messages = messages,
	.texts = { [SHOW_HELP] = USAGE,
		   [SHOW_VERSION] = "tini version " CTINIT_VERSION "_ctinit\n",
		   [SHOW_LICENCE] = COMPAT_LICENCE },
	.text_fds = { [SHOW_HELP] = OUT, [SHOW_VERSION] = OUT, [SHOW_LICENCE] = OUT },
	.no_command = USAGE,
	.bad_option = USAGE,
	.process_group = GROUP_NEW,
	.verbosity = WARN,
	.dropped = { CTINIT_SIGTTIN, CTINIT_SIGTTOU },
	.exit_not_found = 127,
	.exit_denied = 126,
	.exit_not_run = 1,
	.exit_failed = 1,
};
