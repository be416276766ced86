/* init/single/command_options.h - how the one command is run: signals, exit codes, groups.
 *
 * options.c fills it from the command line; exec.c, signal_loop.c and remaining.c read it.
 * Plain data and pure functions, which are also compiled under libc for the unit tests. */
#ifndef INIT_SINGLE_COMMAND_OPTIONS_H
#define INIT_SINGLE_COMMAND_OPTIONS_H

#include "conf/base/signal_names.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum command_group {
	GROUP_NEW,    /* a new process group, with the terminal if we may give it away */
	GROUP_SAME,   /* our own process group; the terminal is not touched */
	GROUP_SESSION /* a new session, with the terminal on stdin if it is free */
};

struct compat_profile;

struct command_options {
	const struct compat_profile *profile; /* of the init that we emulate */
	char **command; /* argv of the command, NULL-terminated; NULL: only reap and wait */
	enum command_group process_group;
	bool to_group;  /* forward signals to the whole process group of the command */
	bool subreaper; /* set by an option, so that a failure is an error */
	bool warn_reaped;
	bool pause;       /* no command: only reap, until SIGTERM or SIGINT */
	bool wait_all;    /* exit only when no child is left */
	int parent_death; /* the signal that we get when our parent dies; 0: none */
	int verbosity;
	uint8_t forward_as[CTINIT_SIGNAL_COUNT]; /* by signal; 0: dropped */
	uint8_t exit_as[256];                    /* by exit code of the command */
	uint64_t rewrites; /* bit N: an option says what signal N becomes */
};

/* Sets everything as it is without options. */
void command_defaults(struct command_options *options);

/* Parses `FROM:TO`, signal names or numbers; TO may be 0. Returns false, and changes
 * nothing, if the text is wrong. */
bool command_rewrite(struct command_options *options, const char *text);

/* Parses `CODES[:TO]`: an exit code, a range A-B, or the name of signal N for 128+N. TO
 * is 0 by default. */
bool command_exit_map(struct command_options *options, const char *text);

/* Gives row `i` of the table of options, for help and the manual. The letter is '\0' if
 * there is only the long name. Returns false after the last row. */
bool options_row(size_t i, char *ret_letter, const char **ret_name, const char **ret_wants,
		 const char **ret_doc);

enum options_verdict {
	OPTIONS_RUN,
	OPTIONS_NOT_OURS, /* a verb, help or version, which main() of libc handles */
	OPTIONS_WRONG     /* *ret_word is wrong, and *ret_why says why */
};

/* Reads the command line `ctinit [options] -- CMD`. Options end at the first word that
 * is no option. */
enum options_verdict options_parse(struct command_options *options, int argc, char **argv,
				   const char **ret_word, const char **ret_why);

#endif
