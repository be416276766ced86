/* init/verbs/verb.h - declares the verbs of the command line and the struct of a verb.
 *
 * main() runs the verbs of the table in verbs.c. `ctinit help`, the usage lines and
 * ctinit(1) are printed from it. To add a verb, write a file with its struct verb, and add
 * its name below and in the table. Exit codes are in conf/base/exits.h.
 *
 * Private to init/verbs. */
#ifndef INIT_VERBS_VERB_H
#define INIT_VERBS_VERB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct process_start;

/* An option of a verb: "--name", "--name=VALUE", "--name VALUE" or "-l". */
struct verb_option {
	const char *name;  /* with dashes; NULL in the row after the last one */
	const char *value; /* describes the value in messages; NULL if it takes none */
	union {
		const char *doc; /* a sentence for help and the manual */
		/* In the row after the last one: the table that continues the list; NULL if
		 * none does. */
		const struct verb_option *more;
	};
	/* Stores the option in the verb's own options struct. `value` is NULL if the option
	 * takes none. If NULL, the option is stored at `offset` of that struct: a const
	 * char * if it takes a value, otherwise a bool that becomes true. */
	void (*set)(void *settings, const char *value);
	uint16_t offset;
	char letter; /* short form; 0 if none */
};

struct verb {
	const char *name;
	const char *usage;   /* the words after the name; "" if none */
	const char *summary; /* one or more sentences for help and the manual */
	const struct verb_option *options; /* NULL if none */
	bool hidden; /* ctinit starts this verb itself; help leaves it out */
	/* Runs the verb. argv[0] is its name. Returns the exit code of the process. */
	int (*run)(const struct process_start *start, int argc, char **argv);
};

extern const struct verb verb_run, verb_check, verb_keys, verb_version, verb_help;
extern const struct verb verb_status, verb_start, verb_stop, verb_restart, verb_reload;
extern const struct verb verb_signal, verb_scale, verb_wait, verb_enable, verb_disable;
extern const struct verb verb_logs, verb_events, verb_health, verb_shutdown;
extern const struct verb verb_exec, verb_wait_for;
extern const struct verb verb_top, verb_graph, verb_blame, verb_plot;
/* programs of their own */
extern const struct verb verb_web, verb_convert, verb_kube, verb_compose, verb_quadlet;
extern const struct verb verb_init, verb_log;

#endif
