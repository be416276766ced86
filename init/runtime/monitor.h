/* init/runtime/monitor.h - serves the container from the host until it ends.
 *
 * It forwards signals, relays the terminal, starts reloads, and kills a container that does
 * not stop in time. It does not trust the init's messages.
 *
 * Private to init/runtime. */
#ifndef INIT_RUNTIME_MONITOR_H
#define INIT_RUNTIME_MONITOR_H

#include "conf/base/base.h"
#include "init/runtime/host_notify.h"
#include "init/runtime/std_streams.h"

#include <stdbool.h>
#include <stdint.h>

struct config_reader;
struct own_style;

struct monitor {
	int pid, pidfd;            /* pid and pidfd of the init */
	int init_fd;               /* socket to the init; -1 after the init has closed it */
	struct host_notify notify; /* reports to the supervisor that started ctinit */
	msec stop_timeout;         /* from the first stop signal until we kill the init */
	struct std_streams streams;
	bool colour;                   /* a terminal may show colours */
	const struct own_style *style; /* of ctinit's own lines; NULL: leave it unchanged */
	const struct config_reader *reader; /* NULL if there is no file */
	uint64_t reload_signals;  /* as in struct reload_info; a reload may change it */
	const char *name;         /* for --container; NULL: there is no control socket */
	bool name_chosen;         /* the user has set the name */
	char *const *environment; /* ours */
	bool mapped_root; /* the container has other ids: killing it needs CAP_KILL */
};

/* Serves until the init has exited. Returns its exit code, 128 + the signal that killed it,
 * or CTINIT_EXIT_SETUP if waiting for it fails. Dies if there is no signalfd. */
int monitor_run(struct monitor *monitor);

#endif
