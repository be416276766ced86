/* init/single/command_options.h - defines the options with which the command is run.
 *
 * options.c fills them from the command line, or compat_parse.c from the command line and
 * the environment. The rest of the room reads them. All functions are pure.
 *
 * Layer:  init/single; init/verbs prints the manual from it. */
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
	const struct compat_profile *profile; /* compat_native, or the emulated init */
	char **command; /* argv of the command; NULL to run none, and only reap and wait */
	enum command_group process_group;
	bool to_group; /* signals are forwarded to the whole process group of the command */
	bool subreaper;   /* an option demands it, so a failure is an error */
	bool warn_reaped; /* each orphan that was reaped is reported */
	bool pause;       /* catatonit -P: run no command, reap until SIGTERM or SIGINT */
	bool wait_all;    /* exit only when no child is left */
	int parent_death; /* the signal that we get when our parent dies; 0 for none */
	int verbosity;
	uint8_t forward_as[CTINIT_SIGNAL_COUNT]; /* what each signal becomes; 0 drops it */
	uint8_t exit_as[256];                    /* what each exit code becomes */
	uint64_t rewrites; /* bit N is set if an option of dumb-init rewrites signal N */
};

/* Sets *options to the values for a command line of ctinit without options. */
void command_defaults(struct command_options *options);

/* Applies the rule `FROM:TO`, two signals by name or number: FROM is forwarded as TO, or
 * dropped if TO is 0. Returns false and changes nothing if `text` is wrong. */
bool command_rewrite(struct command_options *options, const char *text);

/* Applies the rule `CODES[:TO]`: ctinit exits with TO if the command has exited with one
 * of CODES. CODES is an exit code, a range A-B, or the name of a signal N, which means the
 * exit code 128+N. TO is 0 by default. Returns false and changes nothing if `text` is
 * wrong. */
bool command_exit_map(struct command_options *options, const char *text);

/* Stores row `i` of the table of options, for the manual. The letter is '\0' if there is
 * only a long name. *ret_wants is NULL if the option takes no value. Returns false after
 * the last row. */
bool options_row(size_t i, char *ret_letter, const char **ret_name, const char **ret_wants,
		 const char **ret_doc);

enum options_verdict {
	OPTIONS_RUN,
	OPTIONS_NOT_OURS, /* a verb, help, version or nothing: main() handles it */
	OPTIONS_WRONG     /* the command line is wrong at *ret_word, because of *ret_why */
};

/* Reads the command line `ctinit [options] -- CMD` or `ctinit -P [options]` into *options.
 * Options end at "--", or at the first word that is no option. *ret_word and *ret_why have
 * a meaning only after OPTIONS_WRONG. */
enum options_verdict options_parse(struct command_options *options, int argc, char **argv,
				   const char **ret_word, const char **ret_why);

#endif
