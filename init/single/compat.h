/* init/single/compat.h - declares the profiles of the init programs that ctinit emulates.
 * Pure.
 *
 * argv[0] or --compat=NAME selects a profile (compat.c). A profile has the options,
 * environment variables, messages and exit codes of the program, and flags for the few
 * actions that differ.
 *
 * Layer:  init/single; init/verbs prints the manual from it.
 * Source: the behaviour of tini 0.19, dumb-init 1.2.5 and catatonit 0.1.7, as
 *         tests/conformance records it. */
#ifndef INIT_SINGLE_COMPAT_H
#define INIT_SINGLE_COMPAT_H

#include "init/single/command_options.h"

/* The messages of a profile. compat_log() inserts `word`, `number` and `more` into their
 * texts. */
enum compat_message {
	MSG_DEBUG,           /* at the highest verbosity */
	MSG_NO_SESSION,      /* the command gets no session */
	MSG_NO_REAPER,       /* we are neither PID 1 nor a child subreaper */
	MSG_REAPER_FAILED,   /* number: the negative errno of prctl(2) */
	MSG_START_FAILED,    /* word: the command; number: a negative errno */
	MSG_NOT_RUN,         /* word: the command; number: a negative errno; more: pid */
	MSG_STARTED,         /* word: the command; number: its pid */
	MSG_LEFT_TERMINAL,   /* we led its session, so SIGHUP and SIGCONT will arrive */
	MSG_HAD_TERMINAL,    /* we left the terminal but did not lead its session */
	MSG_NO_TERMINAL,     /* number: a negative errno: we had no terminal to leave */
	MSG_NOT_ATTACHED,    /* number: a negative errno: the command got no terminal */
	MSG_SESSION,         /* the command has its own session */
	MSG_GOT,             /* number: the signal that arrived */
	MSG_GOT_CHILD,       /* number: SIGCHLD, before the children are reaped */
	MSG_TERMINAL_SIGNAL, /* number: a signal caused by leaving the terminal */
	MSG_REWRITTEN,       /* number: the signal; more: its replacement */
	MSG_DROPPED,         /* number: 0, as dumb-init prints it */
	MSG_PASSED,          /* number: the signal that was forwarded */
	MSG_GONE,            /* number: the signal that could not be forwarded */
	MSG_STOPS,           /* we stop ourselves (job control) */
	MSG_CHILD_EXITED,    /* number: pid; more: exit code */
	MSG_CHILD_KILLED,    /* number: pid; more: signal */
	MSG_COMMAND_EXITED,  /* number: exit code */
	MSG_COMMAND_KILLED,  /* number: the signal */
	MSG_ORPHAN,          /* number: pid of a reaped orphan, with -w */
	MSG_ENDS,            /* number: our exit code */
	MSG_COUNT
};

/* In a text, %n is `number`, %m is `more`, %s is `word`, %p is our pid, and %g is the name
 * of signal `number`. If `number` is a negative errno, %r is its text and %e the positive
 * errno. */
struct compat_message_text {
	int level;        /* the lowest verbosity that prints the message */
	int fd;           /* the descriptor it is written to: 1 or 2 */
	const char *text; /* NULL if the program has no such message */
};

enum compat_text { SHOW_NOTHING, SHOW_HELP, SHOW_VERSION, SHOW_LICENCE };

struct compat_option {
	char letter;      /* 0 if there is only a long name */
	const char *name; /* NULL if there is only a letter */
	bool (*set)(struct command_options *options, const char *value);
	const char *bad_value; /* message for an invalid value; NULL if it takes no value */
	enum compat_text show; /* print this text instead of running a command */
	bool only_word;        /* must be the only word of the command line */
};

struct compat_variable {
	const char *name; /* with its "=" */
	bool (*set)(struct command_options *options, const char *value);
};

struct compat_profile {
	const char *name;
	const char *aliases[3]; /* NULL-terminated */

	const struct compat_option *options;
	const struct compat_variable *variables;
	const struct compat_message_text *messages;
	const char *texts[4]; /* indexed by enum compat_text */
	int text_fds[4];
	const char *no_command; /* message if the command is missing */
	const char *bad_option; /* text after a message about an invalid option, or NULL */

	enum command_group process_group; /* default; an option may change it */
	bool to_group; /* forward to the whole group if the command has its own session */
	int verbosity; /* without options */
	uint8_t dropped[4]; /* signals that are not forwarded; 0-terminated */

	/* Our exit codes if the exec fails: with ENOENT, with EACCES, with another
	 * errno. */
	int exit_not_found, exit_denied, exit_not_run;
	int exit_failed;   /* exit code if the set-up fails, or no child can be started */
	bool reaps_always; /* becomes a child subreaper without an option */
	bool leaves_terminal; /* gives up its terminal for the command's session */
	bool stops_itself;    /* stops with its command on SIGTSTP, SIGTTIN and SIGTTOU */
	bool ends_group; /* sends SIGTERM to the command's group when the command ends */
	bool cleans_up;  /* PID 1 kills the remaining processes after a stop */
};

#pragma GCC visibility push(hidden)
extern const struct compat_profile compat_native;
#pragma GCC visibility pop

/* Returns the profile with this name or alias, or NULL. */
const struct compat_profile *compat_find(const char *name);
/* Returns profile `i`, or NULL after the last one. Does not include ctinit's own
 * profile. */
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
	enum compat_text show;              /* the text to print, for COMPAT_SHOW */
	char letter[2];                     /* the last short option read */
	const char *word;                   /* the invalid name or value */
	const struct compat_option *option; /* the last option applied */
};

/* Fills *options from a command line and the environment, as the emulated program would.
 * argv[0] is the program. Options end at "--" or at the first word that is not an option;
 * words are not permuted. */
struct compat_result compat_parse(struct command_options *options,
				  const struct compat_profile *profile, char **argv,
				  char **environment);

#endif
