/* init/pid1/reload_reader.h - gets the configuration of a reload.
 *
 * Without a container a child of PID 1 reads the file; in a container the front end does.
 * PID 1 itself never opens or waits for a file.
 *
 * Private to init/pid1. */
#ifndef INIT_PID1_RELOAD_READER_H
#define INIT_PID1_RELOAD_READER_H

#include "conf/base/text.h"
#include "init/handoff/config_reader.h"
#include "supervisor/base/io.h"

#include <stdbool.h>
#include <sys/types.h>

struct sup; /* supervisor/sup.h */

struct conf; /* conf/conf.h */
struct init; /* init/pid1/init.h */

struct reload_reader {
	struct config_reader config_reader; /* in place, a child calls its read() */
	pid_t pid;                          /* pid of the child; 0 if no child runs */
	struct io answer;                   /* socket on which the child sends a handoff */
	struct io errors;                   /* pipe from the stderr of the child */
	ev_timer deadline_timer, retry_timer;
	int conf_fd; /* a handoff that waits until the supervisor can reload; -1 if none */
	bool requested; /* read the file once more after this reload */
	/* number of reload signals (in place) or received configurations */
	unsigned requests;
};

/* Initializes init->reload. Call it once, after the loop exists. */
void reload_reader_init(struct init *init);

/* Handles a signal that requests a reload. In place, starts the reader, at once or when the
 * reload or setups that now run are done. In a container, sends the request to the front
 * end. Reports a refused request. */
void reload_request(struct init *init);

/* Returns true if no child reads the file, no read is requested, and no configuration is
 * waiting. */
bool reload_is_idle(const struct init *init);

/* Takes ownership of `fd`, a handoff with a new configuration. Uses it now, or when the
 * supervisor can reload, unless a newer one arrives first. Reports a refused reload. */
void reload_receive(struct init *init, int fd);

/* Reads a handoff, and takes ownership of `fd`. Returns the configuration, with the numbers
 * of instances that clients have set, or NULL with the reason in *err. */
struct conf *reload_parse(int fd, struct text *err);

/* Uses `conf`, and takes ownership of it, with sup_scale() if `scaled` is the name of a
 * service, else with sup_reload(). Returns what that returns. */
int reload_use(struct init *init, struct conf *conf, const char *scaled);

/* Reports that a new configuration did not arrive. `err` is a negative errno. */
void reload_not_received(struct init *init, int err);

/* Returns true if `pid`, a dead child that may not be reaped yet, is the reader. Then uses
 * the handoff that the reader has sent, or reports that the reload failed. */
bool reload_reader_exited(struct init *init, pid_t pid, int wstatus);

#endif
