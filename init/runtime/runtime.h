/* init/runtime/runtime.h - the face of the room: makes a container on a host.
 *
 * Layer:   init/runtime. Never includes supervisor/, init/pid1 or init/single.
 * Errors:  set-up errors end the process with 125 and one line that names the step, the
 *          object and the reason, after everything made so far was taken back.
 * Source:  DESIGN 10; docs of each step in its own file. */
#ifndef INIT_RUNTIME_RUNTIME_H
#define INIT_RUNTIME_RUNTIME_H

#include <stdbool.h>

struct conf;
struct config_reader; /* init/handoff/handoff.h */
struct reload_info;
struct process_start;

enum runtime_where {
	RUNTIME_AUTO,      /* a container unless we are in one already */
	RUNTIME_CONTAINER, /* --container */
	RUNTIME_IN_PLACE   /* --in-place */
};

struct runtime_options {
	enum runtime_where where;
	const char *rootfs; /* --rootfs; NULL: as [container] says */
	const char *file;   /* the svc.ini, for the container's name; NULL: none */
	const struct config_reader *reader; /* reads the file again; NULL: there is none */
	bool command;  /* `-- CMD`: one service with the caller's terminal or pipes */
	int verbosity; /* -1, 0, 1; 2: as the file says */
};

/* Should `run` make a container here? With --rootfs or --container, and outside of a
 * container with [container] or in the initial pid namespace. Reports why a [container] is
 * ignored. */
bool runtime_wants_container(const struct conf *conf,
			     const struct runtime_options *options);

/* No namespaces here and nobody asked for any: a warning was said, supervise in place. */
#define RUNTIME_REFUSED (-1)

/* Make it, wait for its end, leave nothing behind. The container's exit code, or
 * RUNTIME_REFUSED. Closes every descriptor from 3 on. */
int runtime_run(const struct process_start *start, const struct conf *conf,
		const struct runtime_options *options);

/* A sentence about what the container would share with the host because the file says nothing;
 * NULL: there is nothing to say. For `run` and for `check`. */
const char *runtime_notice(const struct conf *conf);

/* What the front end goes by while the container lives. */
void runtime_reload_info(const struct conf *conf, char *const *environment,
			 struct reload_info *ret);

#endif
