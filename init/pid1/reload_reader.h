/* init/inside/again.h - the file is read again: by a child in place, by the front end in
 * a container of its own. PID 1 itself opens no file and waits for nobody. */
#ifndef INIT_INSIDE_AGAIN_H
#define INIT_INSIDE_AGAIN_H

#include "init/handoff.h"
#include "supervisor/base/io.h"

#include <stdbool.h>
#include <sys/types.h>

struct init;

struct again {
	struct handoff_again how; /* in place */
	pid_t reader;             /* 0: none */
	struct io answer, errors; /* of it; fd -1: closed */
	ev_timer limit, retry;
	int conf_fd;    /* what was handed over and waits; -1: none */
	bool wanted;    /* once more, when this one is over */
	unsigned asked; /* how often a reload was asked for */
};

void again_init(struct init *init);
/* Somebody asked for a reload. */
void again_ask(struct init *init);
/* None is read, and none waits. */
bool again_is_idle(const struct init *init);
/* A new configuration came; the descriptor is ours to close. */
void again_take(struct init *init, int fd);
/* The front end sent a configuration that did not arrive: a negative errno. */
void again_lost(int err);
/* Is this dead child, not yet reaped, the reader? Then it has been seen to. */
bool again_exited(struct init *init, pid_t pid, int wstatus);

#endif
