/* init/single/compat.h - the init programs that ctinit can stand in for, as data.
 *
 * The name ctinit was called by, or --compat=NAME, picks the row (peers.c). It says which
 * options and variables there are, what each fact is worth telling and in which words, and
 * the few acts in which the programs differ. Pure: no system calls here.
 * Source: the behaviour of tini 0.19, dumb-init 1.2.5 and catatonit 0.1.7, as
 * tests/conformance records it. */
#ifndef INIT_SINGLE_COMPAT_H
#define INIT_SINGLE_COMPAT_H

#include "init/single/command.h"

/* Facts that somebody may want to hear of. */
enum compat_message {
	MSG_DEBUG,          /* the environment asked for every detail */
	MSG_NO_SESSION,     /* and for no session */
	MSG_NO_REAPER,      /* neither PID 1 nor a subreaper */
	MSG_REAPER_FAILED,  /* number: the result of prctl(2) */
	MSG_START_FAILED,   /* word: the command; number: the result */
	MSG_NOT_RUN,        /* word: the command; number: the result; more: the child */
	MSG_STARTED,        /* word: the command; number: the child */
	MSG_LEFT_TERMINAL,  /* as the session's leader: HUP and CONT are coming */
	MSG_HAD_TERMINAL,   /* left it, as a plain member of the session */
	MSG_NO_TERMINAL,    /* number: why there was none to leave */
	MSG_NOT_ATTACHED,   /* number: why the command has not got it */
	MSG_SESSION,        /* the command has its session */
	MSG_GOT,            /* number: the signal */
	MSG_GOT_CHILD,      /* the same, for SIGCHLD */
	MSG_HANDED_OVER,    /* number: the signal that came of leaving the terminal */
	MSG_REWRITTEN,      /* number: the signal; more: what it became */
	MSG_DROPPED,        /* number: what it became */
	MSG_PASSED,         /* number: the signal */
	MSG_GONE,           /* number: the signal nobody was left for */
	MSG_STOPS,          /* we stop ourselves */
	MSG_CHILD_EXITED,   /* number: which; more: its code */
	MSG_CHILD_KILLED,   /* number: which; more: the signal */
	MSG_COMMAND_EXITED, /* number: its code */
	MSG_COMMAND_KILLED, /* number: the signal */
	MSG_ORPHAN,         /* number: an orphan that was reaped, where that is asked for */
	MSG_ENDS,           /* number: our code */
	MSG_COUNT
};

/* The words of a note: %n number, %m more, %s word, %p our pid, %g the name of the
 * signal `number`, %r and %e the reason and the errno of the result `number`. */
struct compat_message_text {
	int level; /* the verbosity from which on it is told */
	int fd;
	const char *text; /* NULL: never */
};

enum compat_text { SHOW_NOTHING, SHOW_HELP, SHOW_VERSION, SHOW_LICENCE };

struct compat_option {
	char letter;      /* 0: only the long name */
	const char *name; /* NULL: only the letter */
	bool (*take)(struct command_options *single, const char *value);
	const char
		*wrong; /* what to say of a bad value; NULL: it takes none. As notes, %s */
	enum compat_text show;
	bool alone; /* only when there is no other word */
};

struct compat_variable {
	const char *name; /* with its = */
	bool (*take)(struct command_options *single, const char *value);
};

struct compat_profile {
	const char *name;
	const char *also[3]; /* its other names; ends with NULL */

	const struct compat_option *options;
	const struct compat_variable *variables;
	const struct compat_message_text *notes;
	const char *texts[4]; /* by enum compat_text */
	int text_fds[4];
	const char *no_command, *bad_option; /* what follows the complaint; NULL: nothing */

	enum command_group process_group;
	bool to_group;
	int verbosity;
	uint8_t dropped[4]; /* signals that are not forwarded; ends with 0 */

	int exit_not_found, exit_denied, exit_not_run; /* ENOENT, EACCES, any other */
	int exit_failed;      /* what is needed for running cannot be had */
	bool reaps_always;    /* a subreaper without being asked */
	bool leaves_terminal; /* gives up its terminal, for the command's session */
	bool stops_itself;    /* with its command, on TSTP, TTIN and TTOU */
	bool ends_group;      /* TERM to the command's group when the command has ended */
	bool cleans_up;       /* PID 1 waits for what is left after a stop */
};

#pragma GCC visibility push(hidden)
extern const struct compat_profile compat_native;
#pragma GCC visibility pop

/* By name; NULL: none of them. */
const struct compat_profile *compat_find(const char *name);
/* The i-th, not counting native; NULL after the last. */
const struct compat_profile *compat_at(size_t i);
/* Row `i` of its options; NULL after the last. */
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
	const char *word;                   /* the name or the value at fault */
	const struct compat_option *option; /* whose it is */
};

/* argv[0] is the program. Options end at the first word that is none: nothing is permuted. */
struct compat_result compat_parse(struct command_options *single,
				  const struct compat_profile *profile, char **argv,
				  char **environment);

#endif
