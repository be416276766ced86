/* init/verbs/request.h - asks a running init, and reports why it refused.
 *
 * Private to init/verbs. */
#ifndef INIT_VERBS_REQUEST_H
#define INIT_VERBS_REQUEST_H

#include "conf/base/clock.h"
#include "init/verbs/client_options.h"

/* How long an init may take for a list that is shown again and again. */
#define REQUEST_LIST_MS SECONDS(2)

struct client_request {
	const struct verb *verb;
	const struct client_options *options;
	/* Called for each line but the last. NULL: the lines are not needed. */
	void (*on_line)(void *data, const struct json_object *line);
	void *data;
	/* The connection may end without a last line: the init is gone, as requested. */
	bool may_end;
	bool ended; /* it did */
	/* If not 0, the request is given up after so many ms without an end of the reply, or
	 * as soon as one of the descriptors is readable (-1: none); then `error` is empty. */
	msec limit;
	bool silent; /* the limit has passed, or the init takes no client now */
	int wake_fds[2];
	size_t count;
	const char *words[CONTROL_LINE_MAX / 2 + 2];
	char numbers[2][48]; /* the texts of options with numbers */
	char error[512];     /* the reason of the init, after a failure */
};

/* Begins a request: its first word. */
void request_begin(struct client_request *r, const struct verb *verb,
		   const struct client_options *options, const char *word);
void request_add(struct client_request *r, const char *word);
/* Adds the operands from `from` on. */
void request_add_operands(struct client_request *r, size_t from);
/* Adds --timeout=MS if the option is set. Returns 0, or CTINIT_EXIT_USAGE if it is not a
 * time. */
int request_add_timeout(struct client_request *r);

/* Connects, sends the request, and handles the lines: prints them with --json, otherwise
 * calls on_line(). Prints the reason of a failure to stderr, except with a limit that the
 * init is `silent`. Returns the exit code. */
int request_send(struct client_request *r);
/* Does the same, but never prints a reason, nor lines. */
int request_send_quietly(struct client_request *r);

#endif
