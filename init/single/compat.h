/* init/single/compat.h - in whose place we stand: one row of data for each personality.
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
enum note {
	NOTE_DEBUG,          /* the environment asked for every detail */
	NOTE_NO_SESSION,     /* and for no session */
	NOTE_NO_REAPER,      /* neither PID 1 nor a subreaper */
	NOTE_REAPER_FAILED,  /* number: the result of prctl(2) */
	NOTE_START_FAILED,   /* word: the command; number: the result */
	NOTE_NOT_RUN,        /* word: the command; number: the result; more: the child */
	NOTE_STARTED,        /* word: the command; number: the child */
	NOTE_LEFT_TERMINAL,  /* as the session's leader: HUP and CONT are coming */
	NOTE_HAD_TERMINAL,   /* left it, as a plain member of the session */
	NOTE_NO_TERMINAL,    /* number: why there was none to leave */
	NOTE_NOT_ATTACHED,   /* number: why the command has not got it */
	NOTE_SESSION,        /* the command has its session */
	NOTE_GOT,            /* number: the signal */
	NOTE_GOT_CHILD,      /* the same, for SIGCHLD */
	NOTE_HANDED_OVER,    /* number: the signal that came of leaving the terminal */
	NOTE_REWRITTEN,      /* number: the signal; more: what it became */
	NOTE_DROPPED,        /* number: what it became */
	NOTE_PASSED,         /* number: the signal */
	NOTE_GONE,           /* number: the signal nobody was left for */
	NOTE_STOPS,          /* we stop ourselves */
	NOTE_CHILD_EXITED,   /* number: which; more: its code */
	NOTE_CHILD_KILLED,   /* number: which; more: the signal */
	NOTE_COMMAND_EXITED, /* number: its code */
	NOTE_COMMAND_KILLED, /* number: the signal */
	NOTE_ORPHAN, /* number: an orphan that was reaped, where that is asked for */
	NOTE_ENDS,   /* number: our code */
	NOTE_COUNT
};

/* The words of a note: %n number, %m more, %s word, %p our pid, %g the name of the
 * signal `number`, %r and %e the reason and the errno of the result `number`. */
struct peer_note {
	int level; /* the verbosity from which on it is told */
	int fd;
	const char *text; /* NULL: never */
};

enum peer_show { SHOW_NOTHING, SHOW_HELP, SHOW_VERSION, SHOW_LICENCE };

struct peer_option {
	char letter;      /* 0: only the long name */
	const char *name; /* NULL: only the letter */
	bool (*take)(struct single *single, const char *value);
	const char
		*wrong; /* what to say of a bad value; NULL: it takes none. As notes, %s */
	enum peer_show show;
	bool alone; /* only when there is no other word */
};

struct peer_variable {
	const char *name; /* with its = */
	bool (*take)(struct single *single, const char *value);
};

struct peer {
	const char *name;
	const char *also[3]; /* its other names; ends with NULL */

	const struct peer_option *options;
	const struct peer_variable *variables;
	const struct peer_note *notes;
	const char *texts[4]; /* by enum peer_show */
	int text_fds[4];
	const char *no_command, *bad_option; /* what follows the complaint; NULL: nothing */

	enum single_place place;
	bool to_group;
	int verbosity;
	uint8_t dropped[4]; /* signals that are not forwarded; ends with 0 */

	int exit_not_found, exit_denied, exit_not_run; /* ENOENT, EACCES, any other */
	int exit_failed;      /* what is needed for running cannot be had */
	bool reaps_always;    /* a subreaper without being asked */
	bool leaves_terminal; /* gives up its terminal, for the command's session */
	bool stops_itself;    /* with its command, on TSTP, TTIN and TTOU */
	bool ends_group;      /* TERM to the command's group when the command has ended */
	bool saves_leftovers; /* PID 1 waits for what is left after a stop */
};

#pragma GCC visibility push(hidden)
extern const struct peer peer_native;
#pragma GCC visibility pop

/* By name; NULL: none of them. */
const struct peer *peer_find(const char *name);
/* The i-th, not counting native; NULL after the last. */
const struct peer *peer_at(size_t i);
/* Row `i` of its options; NULL after the last. */
const struct peer_option *peer_option(const struct peer *peer, size_t i);

enum peer_verdict {
	PEER_RUN,
	PEER_SHOW,
	PEER_NO_COMMAND,
	PEER_UNKNOWN_LETTER,
	PEER_UNKNOWN_NAME,
	PEER_AMBIGUOUS,
	PEER_LETTER_WANTS_VALUE,
	PEER_NAME_WANTS_VALUE,
	PEER_NAME_TAKES_NONE,
	PEER_BAD_VALUE
};

struct peer_result {
	enum peer_verdict verdict;
	enum peer_show show;
	char letter[2];
	const char *word;                 /* the name or the value at fault */
	const struct peer_option *option; /* whose it is */
};

/* argv[0] is the program. Options end at the first word that is none: nothing is permuted. */
struct peer_result peer_parse(struct single *single, const struct peer *peer, char **argv,
			      char **environment);

#endif
