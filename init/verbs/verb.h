/* init/verbs/verb.h - a verb of the command line, which verbs.c lists.
 *
 * main(), `ctinit help`, the usage lines and ctinit(1) are printed from these rows. To
 * add a verb, add one file with its struct verb and one line to the table.
 * Source: DESIGN 9 for the words and the exit codes (conf/base/exits.h). */
#ifndef INIT_VERBS_VERB_H
#define INIT_VERBS_VERB_H

#include <stdbool.h>
#include <stddef.h>

struct process_start;

/* An option of a verb: "--name", "--name=VALUE", "--name VALUE" or "-l". */
struct verb_option {
	const char *name;  /* with its dashes; NULL ends the list */
	const char *value; /* describes its value, for a message; NULL: it takes no value */
	char letter;       /* the short form; 0: none */
	/* `settings` is the struct in which the verb collects its options. */
	void (*set)(void *settings, const char *value);
};

struct verb {
	const char *name;
	const char *usage;   /* the words behind the name; "": no words */
	const char *summary; /* one sentence or more */
	const struct verb_option *options;
	bool hidden; /* ctinit starts it itself, so help leaves it out */
	/* argv[0] is the verb. Returns the exit code of the process. */
	int (*run)(const struct process_start *start, int argc, char **argv);
};

extern const struct verb verb_run, verb_check, verb_keys, verb_version, verb_help;
extern const struct verb verb_init, verb_log;

#endif
