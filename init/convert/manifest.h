/* init/convert/manifest.h - what the engine of a container must know of a svc.ini.
 *
 * Layer:  init/convert, above pool; loads with conf/, asks supervisor/ for the stop time.
 * Memory: the pool, and the configuration until manifest_free(). */
#ifndef INIT_CONVERT_MANIFEST_H
#define INIT_CONVERT_MANIFEST_H

#include "conf/conf.h"
#include "init/convert/pool.h"

#include <stdint.h>

struct manifest_port {
	int host, inside;     /* host is 0 if the file does not publish it */
	const char *address;  /* of the host, or NULL */
	const char *protocol; /* "tcp" or "udp" */
	const char *service;  /* the service that a probe reaches at this port; or NULL */
};

struct manifest {
	struct conf *conf;
	const char *name, *image;
	const char *program; /* ctinit in the image, for probes */
	const char
		*file; /* place of the svc.ini in the image; NULL: the ENTRYPOINT has it */
	int grace_seconds; /* how long a stop may take */
	int start_seconds; /* how long the start of the longest chain may take */
	struct manifest_port *ports;
	size_t port_count;
	struct strings environment; /* NAME=VALUE */
	struct strings volumes;     /* SRC:DST[:ro] */
	struct strings tmpfs;       /* PATH */
	struct strings add, drop;   /* capabilities */
	const char *hostname;       /* or NULL */
	int64_t memory;             /* bytes; -1 if not limited */
	int64_t pids;               /* -1 if not set */
	const char *cpus;           /* "1.5", or NULL */
	bool read_only, terminal;
};

/* What the command line of the three verbs says. */
struct manifest_options {
	const char *path, *image, *name, *program, *file;
};

/* Loads the file. Returns 0, or the exit code after printing the reason to stderr. */
int manifest_load(const struct manifest_options *options, const char *verb,
		  struct manifest *ret);
void manifest_free(struct manifest *manifest);

#endif
