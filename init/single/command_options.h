/* init/single/command_options.h - defines the options of single-command mode.
 *
 * options.c fills them from the command line, or compat_parse.c from the command line and
 * the environment. All functions are pure.
 *
 * Layer:  init/single; init/verbs prints the manual from it. */
#ifndef INIT_SINGLE_COMMAND_OPTIONS_H
#define INIT_SINGLE_COMMAND_OPTIONS_H

#include "conf/base/signal_names.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum command_group {
	GROUP_NEW,    /* a new process group; gets the terminal if it is ours to give */
	GROUP_SAME,   /* our own process group; leaves the terminal alone */
	GROUP_SESSION /* a new session; takes the terminal on stdin if no session has it */
};

struct compat_profile;

struct command_options {
	const struct compat_profile *profile; /* compat_native, or the emulated init */
	char **command; /* argv of the command; NULL to run no command, only reap */
	enum command_group process_group;
	bool to_group;    /* forward signals to the command's whole process group */
	bool subreaper;   /* requested by an option, so failure is an error */
	bool warn_reaped; /* report each reaped orphan */
	bool pause;       /* catatonit -P: run no command, reap until SIGTERM or SIGINT */
	bool wait_all;    /* exit only when no child is left */
	int parent_death; /* signal that we get when our parent dies; 0 for none */
	int verbosity;
	/* for each signal the one to forward instead; 0 drops it */
	uint8_t forward_as[CTINIT_SIGNAL_COUNT];
	uint8_t exit_as[256]; /* for each exit code of the command our exit code */
	uint64_t rewrites;    /* bit N is set if an option of dumb-init rewrites signal N */
};

/* Sets *options to the defaults of ctinit. */
void command_defaults(struct command_options *options);

/* Applies the rule `FROM:TO`, two signals by name or number: FROM is forwarded as TO, or
 * dropped if TO is 0. Returns false and changes nothing if `text` is invalid. */
bool command_rewrite(struct command_options *options, const char *text);

/* Applies the rule `CODES[:TO]`: ctinit exits with TO if the command exits with one of
 * CODES. CODES is an exit code, a range A-B, or the name of signal N for exit code 128+N.
 * TO defaults to 0. Returns false and changes nothing if `text` is invalid. */
bool command_exit_map(struct command_options *options, const char *text);

/* Returns row `i` of the option table, for the manual. *ret_letter is '\0' without a short
 * name. *ret_wants is NULL if the option takes no value. Returns false after the last
 * row. */
bool options_row(size_t i, char *ret_letter, const char **ret_name, const char **ret_wants,
		 const char **ret_doc);

enum options_verdict {
	OPTIONS_RUN,
	OPTIONS_NOT_OURS, /* a verb, help, version or nothing: main() handles it */
	OPTIONS_WRONG     /* the command line is wrong at *ret_word; *ret_why says why */
};

/* Parses the command line `ctinit [options] -- CMD` or `ctinit -P [options]` into *options.
 * Options end at "--" or at the first word that is not an option. *ret_word and *ret_why
 * are valid only for OPTIONS_WRONG, and *options only for OPTIONS_RUN. */
enum options_verdict options_parse(struct command_options *options, int argc, char **argv,
				   const char **ret_word, const char **ret_why);

#endif
