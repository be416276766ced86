/* init/pid1/reload_reader.h - gets the configuration of a reload.
 *
 * In place, a child of PID 1 reads the file. In a container, the front end reads it. PID 1
 * itself opens no file, and never waits for one.
 *
 * Private to init/pid1. */
#ifndef INIT_PID1_RELOAD_READER_H
#define INIT_PID1_RELOAD_READER_H

#include "init/handoff/config_reader.h"
#include "supervisor/base/io.h"

#include <stdbool.h>
#include <sys/types.h>

struct init; /* init/pid1/init.h */

struct reload_reader {
	struct config_reader config_reader; /* in place, its read() runs in the child */
	pid_t pid;                          /* of the child; 0 if no child runs */
	struct io answer;                   /* socket on which the child sends a handoff */
	struct io errors;                   /* pipe from the stderr of the child */
	ev_timer deadline_timer, retry_timer;
	int conf_fd;       /* a handoff that cannot be used yet; -1 if there is none */
	bool requested;    /* the file must be read once more after this reload */
	unsigned requests; /* signals in place, else configurations received */
};

/* Initializes init->reload. Called once, when the loop exists. */
void reload_reader_init(struct init *init);

/* Handles a signal that requests a reload. In place, the reader starts now or later; in a
 * container, the request goes to the front end. Reports why it is refused, if it is. */
void reload_request(struct init *init);

/* Returns true if no child reads the file, no read is requested, and no configuration
 * waits to be used. */
bool reload_is_idle(const struct init *init);

/* Takes over `fd`, a handoff with a new configuration. Uses it now, or as soon as the
 * supervisor can reload, unless a newer one arrives before. Reports why it is refused, if
 * it is. */
void reload_receive(struct init *init, int fd);

/* Reports that a new configuration did not arrive. `err` is a negative errno. */
void reload_not_received(int err);

/* Returns true if `pid`, a dead child that may not be reaped yet, is the reader. Then it
 * uses the handoff that the reader has sent, or reports that the reload is refused. */
bool reload_reader_exited(struct init *init, pid_t pid, int wstatus);

#endif
