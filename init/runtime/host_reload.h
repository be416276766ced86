/* init/runtime/host_reload.h - the front end reads the file again for a reload.
 *
 * A child reads it, because that may block and takes memory that the front end does not
 * want to keep. The child sends the new configuration to the init itself. */
#ifndef INIT_RUNTIME_HOST_RELOAD_H
#define INIT_RUNTIME_HOST_RELOAD_H

#include "conf/base/base.h"
#include "init/handoff/config_reader.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct host_notify;

struct host_reload {
	const struct config_reader *reader; /* NULL: there is no file */
	struct host_notify *notify;
	int init_fd;    /* the socket to the init */
	pid_t pid;      /* of the child; 0: none */
	bool requested; /* read once more when that is possible */
	msec time;      /* while the child runs: when it is killed; else: the next read */
	struct reload_info *info; /* shared with the child */
};

/* The capability with which the file was read: a root in a home directory of mode 0700.
 * Only the child raises it, bit N is capability N. */
extern const uint64_t host_reload_capability;

/* Handles a request. Root inside may make one as often as it likes, and reading costs
 * time of the host, so there is a pause between two of them. */
void host_reload_request(struct host_reload *reload);

/* Called after each SIGCHLD. Returns what the front end uses of the new configuration if
 * the child has sent one, else NULL. */
const struct reload_info *host_reload_collect(struct host_reload *reload);

/* Starts or kills the child when it is time for that. Returns how long poll(2) may wait, in
 * ms; -1: without a limit. */
int host_reload_wait(struct host_reload *reload);

/* Kills the child, if there is one. */
void host_reload_abort(struct host_reload *reload);

#endif
