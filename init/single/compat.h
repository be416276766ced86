/* init/single/compat.h - the init programs that ctinit emulates, as data.
 *
 * The name with which ctinit was called, or --compat=NAME, selects a profile (compat.c).
 * It has the options, the environment variables, the texts of messages, and the few
 * actions in which the programs differ. Pure: no system calls here.
 * Source: the behaviour of tini 0.19, dumb-init 1.2.5 and catatonit 0.1.7, as
 *         tests/conformance records it. */
#ifndef INIT_SINGLE_COMPAT_H
#define INIT_SINGLE_COMPAT_H

#include "init/single/command_options.h"

/* The messages of a profile. `word`, `number` and `more` are their values. */
enum compat_message {
	MSG_DEBUG,           /* the environment sets the highest verbosity */
	MSG_NO_SESSION,      /* ... and the command gets no session */
	MSG_NO_REAPER,       /* we are neither PID 1 nor a child subreaper */
	MSG_REAPER_FAILED,   /* number: the result of prctl(2) */
	MSG_START_FAILED,    /* word: the command; number: the result */
	MSG_NOT_RUN,         /* word: the command; number: the result; more: the child */
	MSG_STARTED,         /* word: the command; number: the child */
	MSG_LEFT_TERMINAL,   /* as its session leader, so SIGHUP and SIGCONT will arrive */
	MSG_HAD_TERMINAL,    /* left it without being the session leader */
	MSG_NO_TERMINAL,     /* number: why there was no terminal to leave */
	MSG_NOT_ATTACHED,    /* number: why the command did not get the terminal */
	MSG_SESSION,         /* the command has a session of its own */
	MSG_GOT,             /* number: the signal that arrived */
	MSG_GOT_CHILD,       /* the same for SIGCHLD */
	MSG_TERMINAL_SIGNAL, /* number: the signal that comes from leaving the terminal */
	MSG_REWRITTEN,       /* number: the signal; more: its replacement */
	MSG_DROPPED,         /* number: the signal, or its replacement */
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

/* A text may contain %n number, %m more, %s word, %p our pid, %g the name of signal
 * `number`, %r and %e the reason and the errno of the result `number`. */
struct compat_message_text {
	int level; /* the lowest verbosity with which it is printed */
	int fd;
	const char *text; /* NULL: there is no such message */
};

enum compat_text { SHOW_NOTHING, SHOW_HELP, SHOW_VERSION, SHOW_LICENCE };

struct compat_option {
	char letter;      /* 0: only the long name */
	const char *name; /* NULL: only the letter */
	bool (*set)(struct command_options *options, const char *value);
	const char *bad_value; /* the message for a wrong value; NULL: it has no value */
	enum compat_text show;
	bool only_word; /* it counts only as the only word of the command line */
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
	const char *no_command; /* the message without a command */
	const char
		*bad_option; /* follows the message about a wrong option; NULL: nothing */

	enum command_group process_group;
	bool to_group;
	int verbosity;
	uint8_t dropped[4]; /* signals that are not forwarded; ends with 0 */

	int exit_not_found, exit_denied, exit_not_run; /* ENOENT, EACCES, any other errno */
	int exit_failed;      /* the command could not even be started */
	bool reaps_always;    /* becomes a child subreaper without an option */
	bool leaves_terminal; /* gives up its terminal for the session of the command */
	bool stops_itself; /* on SIGTSTP, SIGTTIN and SIGTTOU, together with its command */
	bool ends_group; /* sends SIGTERM to the command's group when the command has ended */
	bool cleans_up; /* PID 1 ends the processes that are left after a stop */
};

#pragma GCC visibility push(hidden)
extern const struct compat_profile compat_native;
#pragma GCC visibility pop

/* Returns the profile of that name; NULL if there is no such profile. */
const struct compat_profile *compat_find(const char *name);
/* Returns the i-th profile, without that of ctinit itself; NULL after the last one. */
const struct compat_profile *compat_at(size_t i);
/* Returns the i-th option of a profile; NULL after the last one. */
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
	enum compat_text show;
	char letter[2];
	const char *word;                   /* the wrong name or value */
	const struct compat_option *option; /* to which it belongs */
};

/* Reads a command line, with argv[0] as the program. Options end at the first word that
 * is no option: words are not permuted. */
struct compat_result compat_parse(struct command_options *options,
				  const struct compat_profile *profile, char **argv,
				  char **environment);

#endif
