/* init/single/compat.h - describes, as data, the init programs that ctinit emulates.
 *
 * The name with which ctinit was called, or --compat=NAME, selects a profile (compat.c).
 * The profile has the options, environment variables, messages and exit codes of the
 * program, and the few actions in which it differs from the others. Pure.
 *
 * Layer:  init/single; init/verbs prints the manual from it.
 * Source: the behaviour of tini 0.19, dumb-init 1.2.5 and catatonit 0.1.7, as
 *         tests/conformance records it. */
#ifndef INIT_SINGLE_COMPAT_H
#define INIT_SINGLE_COMPAT_H

#include "init/single/command_options.h"

/* The messages of a profile. `word`, `number` and `more` are the values that compat_log()
 * inserts into their texts. */
enum compat_message {
	MSG_DEBUG,           /* the highest verbosity is on */
	MSG_NO_SESSION,      /* the command gets no session of its own */
	MSG_NO_REAPER,       /* we are neither PID 1 nor a child subreaper */
	MSG_REAPER_FAILED,   /* number: the result of prctl(2) */
	MSG_START_FAILED,    /* word: the command; number: the result */
	MSG_NOT_RUN,         /* word: the command; number: the result; more: the child */
	MSG_STARTED,         /* word: the command; number: the child */
	MSG_LEFT_TERMINAL,   /* we led its session, so SIGHUP and SIGCONT will arrive */
	MSG_HAD_TERMINAL,    /* we left the terminal without leading its session */
	MSG_NO_TERMINAL,     /* number: why there was no terminal to leave */
	MSG_NOT_ATTACHED,    /* number: why the command did not get the terminal */
	MSG_SESSION,         /* the command has a session of its own */
	MSG_GOT,             /* number: the signal that arrived */
	MSG_GOT_CHILD,       /* number: SIGCHLD, before the ends of the children */
	MSG_TERMINAL_SIGNAL, /* number: the signal that comes from leaving the terminal */
	MSG_REWRITTEN,       /* number: the signal; more: its replacement */
	MSG_DROPPED,         /* number: 0, as dumb-init prints it */
	MSG_PASSED,          /* number: the signal that was forwarded */
	MSG_GONE,            /* number: the signal that could not be forwarded */
	MSG_STOPS,           /* we stop ourselves */
	MSG_CHILD_EXITED,    /* number: the pid; more: its exit code */
	MSG_CHILD_KILLED,    /* number: the pid; more: the signal */
	MSG_COMMAND_EXITED,  /* number: its exit code */
	MSG_COMMAND_KILLED,  /* number: the signal */
	MSG_ORPHAN,          /* number: the pid of an orphan that was reaped, with -w */
	MSG_ENDS,            /* number: our exit code */
	MSG_COUNT
};

/* In a text, %n is replaced by `number`, %m by `more`, %s by `word`, %p by our pid, and %g
 * by the name of signal `number`. If `number` is a negative result, %r is replaced by its
 * reason, and %e by its errno. */
struct compat_message_text {
	int level;        /* the lowest verbosity with which the message is printed */
	int fd;           /* the descriptor to which it is written: 1 or 2 */
	const char *text; /* NULL if the program has no such message */
};

enum compat_text { SHOW_NOTHING, SHOW_HELP, SHOW_VERSION, SHOW_LICENCE };

struct compat_option {
	char letter;      /* 0 if there is only the long name */
	const char *name; /* NULL if there is only the letter */
	bool (*set)(struct command_options *options, const char *value);
	const char *bad_value; /* message for a wrong value; NULL if it takes none */
	enum compat_text show; /* the text that the option prints instead of a run */
	bool only_word;        /* the option must be the only word of the command line */
};

struct compat_variable {
	const char *name; /* with its "=" */
	bool (*set)(struct command_options *options, const char *value);
};

struct compat_profile {
	const char *name;
	const char *aliases[3]; /* ends with NULL */

	const struct compat_option *options;
	const struct compat_variable *variables;
	const struct compat_message_text *messages;
	const char *texts[4]; /* by enum compat_text */
	int text_fds[4];
	const char *no_command; /* the message if the command is missing */
	const char *bad_option; /* the text after a message about a wrong option, or NULL */

	enum command_group process_group; /* unless an option changes it */
	bool to_group; /* forward to the whole group if the command has its own session */
	int verbosity; /* without options */
	uint8_t dropped[4]; /* signals that are not forwarded; ends with 0 */

	/* Our exit codes if the exec fails with ENOENT, EACCES, or another errno. */
	int exit_not_found, exit_denied, exit_not_run;
	int exit_failed;      /* if the set-up fails, or no child can be started */
	bool reaps_always;    /* becomes a child subreaper without an option */
	bool leaves_terminal; /* gives up its terminal for the session of the command */
	bool stops_itself; /* on SIGTSTP, SIGTTIN and SIGTTOU, together with its command */
	bool ends_group; /* sends SIGTERM to the command's group after the command's end */
	bool cleans_up;  /* PID 1 ends the processes that are left after a stop */
};

#pragma GCC visibility push(hidden)
extern const struct compat_profile compat_native;
#pragma GCC visibility pop

/* Returns the profile with that name or alias, or NULL if there is none. */
const struct compat_profile *compat_find(const char *name);
/* Returns profile `i`, or NULL after the last one. The profile of ctinit is not counted. */
const struct compat_profile *compat_at(size_t i);
/* Returns option `i` of a profile, or NULL after the last one. */
const struct compat_option *compat_option(const struct compat_profile *profile, size_t i);

enum compat_verdict {
	COMPAT_RUN,
	COMPAT_SHOW,
	COMPAT_NO_COMMAND,
	COMPAT_UNKNOWN_LETTER,
	COMPAT_UNKNOWN_NAME,
	COMPAT_AMBIGUOUS,
	COMPAT_LETTER_NEEDS_VALUE,
	COMPAT_NAME_NEEDS_VALUE,
	COMPAT_NAME_HAS_NO_VALUE,
	COMPAT_BAD_VALUE
};

struct compat_result {
	enum compat_verdict verdict;
	enum compat_text show;              /* for COMPAT_SHOW */
	char letter[2];                     /* the last short option that was read */
	const char *word;                   /* the wrong name or value */
	const struct compat_option *option; /* the last option that was applied */
};

/* Fills *options from a command line and the environment, as the program of the profile
 * would. argv[0] is the program. Options end at "--", or at the first word that is no
 * option, because words are not permuted. */
struct compat_result compat_parse(struct command_options *options,
				  const struct compat_profile *profile, char **argv,
				  char **environment);

#endif
