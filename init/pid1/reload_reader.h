/* init/pid1/reload_reader.h - gets the configuration of a reload.
 *
 * In place a child of PID 1 reads the file, in a container the front end does. PID 1 itself
 * opens no file and never waits for one.
 *
 * Layer: init/pid1. */
#ifndef INIT_PID1_RELOAD_READER_H
#define INIT_PID1_RELOAD_READER_H

#include "init/handoff/config_reader.h"
#include "supervisor/base/io.h"

#include <stdbool.h>
#include <sys/types.h>

struct init; /* init/pid1/init.h */

struct reload_reader {
	struct config_reader config_reader; /* in place; its read() runs in the child */
	pid_t pid;                          /* of the child; 0: none */
	struct io answer, errors;           /* from the child; fd -1: closed */
	ev_timer deadline_timer, retry_timer;
	int conf_fd;       /* a handoff that waits for its turn; -1: none */
	bool requested;    /* read once more when this reload is over */
	unsigned requests; /* how often a reload was asked for */
};

void reload_reader_init(struct init *init);

/* Handles a request to reload, which a signal made. */
void reload_request(struct init *init);

/* Returns true if no file is read and no configuration waits. */
bool reload_is_idle(const struct init *init);

/* Takes over a handoff with a new configuration, and closes `fd`. */
void reload_receive(struct init *init, int fd);

/* Reports that the configuration of the front end did not arrive: `err` is a negative
 * errno. */
void reload_not_received(int err);

/* Returns true if `pid`, a dead child that is not yet reaped, is the reader. Its result is
 * then used. */
bool reload_reader_exited(struct init *init, pid_t pid, int wstatus);

#endif
