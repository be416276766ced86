/* init/verbs/client_options.h - reads the command line of the verbs that talk to a running
 * init.
 *
 * Private to init/verbs. */
#ifndef INIT_VERBS_CLIENT_OPTIONS_H
#define INIT_VERBS_CLIENT_OPTIONS_H

#include "conf/base/base.h"
#include "init/client/client.h"
#include "init/verbs/verb.h"

/* The options of all these verbs; each verb has some of them. */
struct client_options {
	struct client_target target;
	bool json, follow, watch, usage, ready, live, dry_run, dot, times, pipes;
	const char *timeout, *lines, *since, *states, *user;
	char **words; /* the operands */
	size_t count;
	char **command; /* the words after "--", of a verb that takes a command; or NULL */
};

/* clang-format off */
#define CLIENT_FLAG(word, short, member, text) \
	{ .name = (word), .letter = (short), .doc = (text), \
	  .offset = offsetof(struct client_options, member) }
#define CLIENT_VALUE(word, short, what, member, text) \
	{ .name = (word), .letter = (short), .value = (what), .doc = (text), \
	  .offset = offsetof(struct client_options, member) }

/* The row after the last one of each of these verbs: --container and --control follow. */
extern const struct verb_option client_places[];
#define CLIENT_PLACES { .more = client_places }
#define CLIENT_JSON CLIENT_FLAG("--json", 0, json,                                          \
		     "Print the reply lines of the init: a JSON object a line.")
#define CLIENT_TIMEOUT CLIENT_VALUE("--timeout", 't', "TIME", timeout,                      \
		     "Give up after this time, such as 30s, with exit code 5. What was "    \
		     "begun continues.")
/* clang-format on */

/* Reads the options and operands of a verb into *ret, and lets signals end the process as
 * usual. argv keeps the operands. Returns 0, or the exit code after a wrong command line. */
struct process_start;
int client_options_read(const struct process_start *start, const struct verb *verb,
			char **argv, struct client_options *ret);

#endif
