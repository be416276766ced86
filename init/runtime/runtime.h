/* init/runtime/runtime.h - the face of the room: makes a container on a host.
 *
 * Layer:   init/runtime. Never includes supervisor/, init/pid1 or init/single.
 * Errors:  if the set-up fails, everything made so far is removed, and the process exits
 *          with 125 and one line that names the step, the object and the reason.
 * Source:  DESIGN 10; the file of each step names its own. */
#ifndef INIT_RUNTIME_RUNTIME_H
#define INIT_RUNTIME_RUNTIME_H

#include <stdbool.h>

struct conf;
struct config_reader; /* init/handoff/handoff.h */
struct reload_info;
struct process_start;

enum runtime_where {
	RUNTIME_AUTO,      /* a container, unless we are in one already */
	RUNTIME_CONTAINER, /* --container */
	RUNTIME_IN_PLACE   /* --in-place */
};

struct runtime_options {
	enum runtime_where where;
	const char *rootfs; /* --rootfs; NULL: as [container] says */
	const char *file;   /* the svc.ini, for the container's name; NULL: none */
	const struct config_reader *reader; /* reads the file again; NULL: no file */
	bool command;  /* `-- CMD`: one service with the caller's terminal or pipes */
	int verbosity; /* -1, 0, 1; 2: as the file says */
};

/* Returns true if `run` makes a container here: with --rootfs or --container; and
 * outside of a container, with [container] or in the initial pid namespace. Warns if
 * [container] is ignored. */
bool runtime_wants_container(const struct conf *conf,
			     const struct runtime_options *options);

/* Namespaces are not possible here, and the user did not ask for any. A warning was
 * printed; the caller supervises in place. */
#define RUNTIME_REFUSED (-1)

/* Makes the container, waits for its end, and leaves nothing behind. Closes all
 * descriptors from 3 on. Returns the exit code of the container, or RUNTIME_REFUSED. */
int runtime_run(const struct process_start *start, const struct conf *conf,
		const struct runtime_options *options);

/* Returns a sentence about what the container shares with the host because a key is not
 * set; NULL if there is no such thing. For `run` and `check`. */
const char *runtime_notice(const struct conf *conf);

/* Gives the parts of a configuration that the front end uses while the container lives. */
void runtime_reload_info(const struct conf *conf, char *const *environment,
			 struct reload_info *ret);

#endif
