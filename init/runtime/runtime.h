/* init/runtime/runtime.h - makes a container on a host.
 *
 * Layer:   init/runtime, for init/verbs. Never includes supervisor/, init/pid1 or
 *          init/single.
 * Errors:  if the set-up fails, one line names the step, the object and the reason. The
 *          child is dead and its mounts do not exist any more. The exit code is 125, unless
 *          RUNTIME_REFUSED applies. */
#ifndef INIT_RUNTIME_RUNTIME_H
#define INIT_RUNTIME_RUNTIME_H

#include <stdbool.h>

struct conf;
struct config_reader; /* init/handoff/config_reader.h */
struct reload_info;
struct process_start;

enum runtime_where {
	RUNTIME_AUTO,      /* make a container unless we are in one */
	RUNTIME_CONTAINER, /* --container */
	RUNTIME_IN_PLACE   /* --in-place */
};

struct runtime_options {
	enum runtime_where where;
	const char *rootfs; /* --rootfs; NULL to use the key in [container] */
	const char *file;   /* svc.ini, the default for the container's name; may be NULL */
	const struct config_reader *reader; /* reads the file again; NULL without a file */
	bool command;  /* `-- CMD` is the only service; it gets the caller's streams */
	int verbosity; /* -1 quiet, 0 normal, 1 verbose, 2 from [init] verbosity */
};

/* Returns true if `run` makes a container here: yes with --rootfs or --container; no with
 * --in-place, or as PID 1 outside of the machine's first pid namespace. Otherwise, outside
 * of a container, yes with [container] or in the first pid namespace; inside a container,
 * yes if the rootfs of [container] exists. Warns if [container] is ignored, or if our
 * container shares the host's processes. */
bool runtime_wants_container(const struct conf *conf,
			     const struct runtime_options *options);

/* The result of runtime_run() if no container can be made here, and none of [container],
 * --rootfs and --container was given. It has printed a warning, and the caller must
 * supervise in place. */
#define RUNTIME_REFUSED (-1)

/* Makes the container and waits until it ends. Closes all descriptors above 2. Returns the
 * container's exit code, or CTINIT_EXIT_SETUP or RUNTIME_REFUSED if it was not made. If a
 * step of the parent fails, exits with CTINIT_EXIT_SETUP. */
int runtime_run(const struct process_start *start, const struct conf *conf,
		const struct runtime_options *options);

/* Returns a warning if root's container shares something with the host only because a key
 * is not set, otherwise NULL. For `run` and `check`. */
const char *runtime_notice(const struct conf *conf);

/* Fills *ret with the parts of `conf` that the front end uses while the container runs. */
void runtime_reload_info(const struct conf *conf, char *const *environment,
			 struct reload_info *ret);

#endif
