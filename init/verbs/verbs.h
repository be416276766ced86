/* init/verbs/verbs.h - the verbs of the command line, as one table.
 *
 * main(), `ctinit help`, the usage lines and ctinit(1) walk it. To add a verb: one row in
 * verbs.c and one file cmd_VERB.c.
 * Source: DESIGN 9 for the words and the exit codes (conf/base/exits.h). */
#ifndef INIT_VERBS_VERBS_H
#define INIT_VERBS_VERBS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct process_start;

struct verb {
	const char *name;
	/* argv[0] is the verb. The process's exit code. */
	int (*run)(const struct process_start *start, int argc, char **argv);
	const char *usage; /* what follows the name; "" is nothing */
	const char *doc;   /* one sentence */
	bool hidden;       /* not for people: left out of help */
};

extern const struct verb verbs[];
extern const size_t verb_count;

const struct verb *verb_find(const char *name);
/* The verb that was probably meant, NULL when none is near. */
const struct verb *verb_nearest(const char *name);
/* "usage: ctinit NAME USAGE" and exit code 2's reason on stderr, one line each. */
int verb_usage(const char *name, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void verb_help(const struct verb *verb, FILE *out);
void verbs_help(FILE *out);
/* The parts of ctinit(1) that are lists: as scdoc text. */
void verbs_manual(FILE *out);
void verbs_exits(FILE *out);
void verbs_ends(FILE *out); /* how a container of services ends */
void verbs_single(FILE *out);
void verbs_personalities(FILE *out);

int cmd_run(const struct process_start *start, int argc, char **argv);
int cmd_init(const struct process_start *start, int argc, char **argv);
int cmd_log(const struct process_start *start, int argc, char **argv);
int cmd_check(const struct process_start *start, int argc, char **argv);
int cmd_keys(const struct process_start *start, int argc, char **argv);
int cmd_version(const struct process_start *start, int argc, char **argv);
int cmd_help(const struct process_start *start, int argc, char **argv);

#endif
