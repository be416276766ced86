/* init/single/command.h - how the one command is run: signals, exit codes, groups.
 *
 * options.c fills it from the command line; child.c, serve.c and leftovers.c read it.
 * Everything here is also compiled under libc, for the unit tests. */
#ifndef INIT_SINGLE_COMMAND_H
#define INIT_SINGLE_COMMAND_H

#include "conf/base/signals.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum command_group {
	GROUP_NEW,    /* a process group of its own, with the terminal if it is ours */
	GROUP_SAME,   /* our own group: nothing is moved, the terminal stays where it is */
	GROUP_SESSION /* a session of its own, with the terminal on stdin if it is free */
};

struct compat_profile;

struct command_options {
	const struct compat_profile *profile; /* in whose place we stand */
	char **command; /* argv of the command, NULL-terminated; NULL: only reap and wait */
	enum command_group process_group;
	bool to_group;  /* signals go to the command's whole group */
	bool subreaper; /* asked for: a failure is an error */
	bool warn_reaped;
	bool pause;       /* no command: only reap, until TERM or INT */
	bool wait_all;    /* stay until the last process we can wait for is gone */
	int parent_death; /* the signal we get when our parent ends; 0: none */
	int verbosity;
	uint8_t forward_as[CTINIT_SIGNAL_COUNT]; /* 0: dropped */
	uint8_t exit_as[256];
	uint64_t rewritten; /* bit N: somebody said what signal N becomes */
};

/* Everything as it is without any option. */
void command_defaults(struct command_options *single);

/* `FROM:TO`: signal names or numbers, TO may be 0. false: not that; nothing changed. */
bool command_rewrite(struct command_options *single, const char *text);

/* `CODES[:TO]`: a code, a range A-B, or a signal's name for 128+N; TO is 0 unless said. */
bool command_exit_map(struct command_options *single, const char *text);

/* Row i of the table, for help and the manual; letter '\0': only the long name. */
bool options_row(size_t i, char *ret_letter, const char **ret_name, const char **ret_wants,
		 const char **ret_doc);

enum options_verdict {
	OPTIONS_RUN,
	OPTIONS_NOT_OURS, /* a verb, help, version: libc's main() knows what to do */
	OPTIONS_WRONG     /* *ret_word is the word at fault, *ret_why says why */
};

/* argv as main() gets it, native: `ctinit [options] -- CMD`. Options end at the first
 * word that is none. */
enum options_verdict options_parse(struct command_options *single, int argc, char **argv,
				   const char **ret_word, const char **ret_why);

#endif
