/* init/runtime/host_reload.h - reads the file again in a child of the front end.
 *
 * Reading may block and takes memory that the front end would keep, so a child does it. The
 * child sends the new configuration directly to the init.
 *
 * Private to init/runtime. */
#ifndef INIT_RUNTIME_HOST_RELOAD_H
#define INIT_RUNTIME_HOST_RELOAD_H

#include "conf/base/base.h"
#include "init/handoff/config_reader.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct host_notify;

struct host_reload {
	const struct config_reader *reader; /* NULL if there is no file */
	struct host_notify *notify;
	int init_fd;          /* socket to the init */
	pid_t pid;            /* pid of the child; 0 if no child runs */
	bool requested;       /* the file must be read once more */
	bool check_requested; /* the same, for a dry run */
	bool is_check;        /* the present or last read is for a dry run */
	/* While the child runs: when to kill it. Otherwise: the earliest time of the next
	 * read. */
	msec time;
	/* Memory shared with the child; NULL before the first read or if mmap(2) failed. */
	struct reload_info *info;
};

/* CAP_DAC_READ_SEARCH as a bit mask. Root may need it to read the file, for example in a
 * home directory with mode 0700. Only the child makes it effective. */
extern const uint64_t host_reload_capability;

/* Handles a reload request: starts the child at once, or after the read that now runs and a
 * pause. Does nothing if there is no file. Reading costs the host time, and root inside may
 * send many requests: hence the pause. `check`: it is for a dry run, which changes nothing. */
void host_reload_request(struct host_reload *reload, bool check);

/* Reaps the child if it has exited. Call it after each SIGCHLD. If the child has sent a new
 * configuration, returns the parts that the front end uses, which are valid until the next
 * read. Returns NULL if the child still runs, if it has failed, which is reported, or if
 * there was no memory to share with it. */
const struct reload_info *host_reload_collect(struct host_reload *reload);

/* Starts or kills the child when it is time. Returns how long poll(2) may wait, in ms, or
 * -1 for no limit. */
int host_reload_wait(struct host_reload *reload);

/* Kills the child if there is one. Does not reap it: the front end exits next. */
void host_reload_abort(struct host_reload *reload);

#endif
