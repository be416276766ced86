/* init/pid1/reload_reader.h - the file is read again: by a child in place, by the front end in
 * a container of its own. PID 1 itself opens no file and waits for nobody. */
#ifndef INIT_PID1_RELOAD_READER_H
#define INIT_PID1_RELOAD_READER_H

#include "init/handoff/config_reader.h"
#include "supervisor/base/io.h"

#include <stdbool.h>
#include <sys/types.h>

struct init;

struct reload_reader {
	struct config_reader how; /* in place */
	pid_t reader;             /* 0: none */
	struct io answer, errors; /* of it; fd -1: closed */
	ev_timer limit, retry;
	int conf_fd;       /* what was handed over and waits; -1: none */
	bool wanted;       /* once more, when this one is over */
	unsigned requests; /* how often a reload was asked for */
};

void reload_reader_init(struct init *init);
/* Somebody asked for a reload. */
void reload_request(struct init *init);
/* None is read, and none waits. */
bool reload_is_idle(const struct init *init);
/* A new configuration came; the descriptor is ours to close. */
void reload_receive(struct init *init, int fd);
/* The front end sent a configuration that did not arrive: a negative errno. */
void reload_not_received(int err);
/* Is this dead child, not yet reaped, the reader? Then it has been seen to. */
bool reload_reader_exited(struct init *init, pid_t pid, int wstatus);

#endif
