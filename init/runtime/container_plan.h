/* init/runtime/container_plan.h - decides how the container is made, before it is made.
 *
 * The plan depends on the configuration, our ids, the standard streams, the env-files and
 * /etc/subuid. Making the plan changes nothing on the host.
 *
 * Private to init/runtime. */
#ifndef INIT_RUNTIME_CONTAINER_PLAN_H
#define INIT_RUNTIME_CONTAINER_PLAN_H

#include "conf/base/base.h"
#include "conf/lang/keys.h"
#include "init/handoff/handoff.h"
#include "init/runtime/std_streams.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct conf;
struct conf_section;
struct runtime_options;
struct process_start;

/* OVERLAY_DIR keeps changes in a directory of the host, OVERLAY_TMPFS in memory. */
enum overlay_kind { OVERLAY_NO, OVERLAY_TMPFS, OVERLAY_DIR };

/* How container ids map to host ids. */
enum id_map_kind {
	MAP_HOST,     /* no user namespace */
	MAP_SELF,     /* only our own id, mapped to itself */
	MAP_ONE,      /* only root, mapped to our own id */
	MAP_SUBIDS,   /* not root: newuidmap and newgidmap write our subid ranges */
	MAP_EXPLICIT, /* root writes the ranges of user-map */
};
struct id_range {
	uint32_t inside, outside, count;
};
#define ID_RANGES_MAX 8
struct id_map {
	enum id_map_kind kind;
	struct id_range uids[ID_RANGES_MAX], gids[ID_RANGES_MAX];
	size_t uid_count, gid_count;
	bool required; /* false if MAP_ONE may replace a refused MAP_SUBIDS */
};

/* A volume or a tmpfs. */
struct volume {
	char *source;           /* path on the host; NULL for a tmpfs */
	char *target;           /* absolute, normalized path other than "/" */
	uint64_t attributes;    /* MOUNT_ATTR_*, mount_setattr(2) */
	char size[24], mode[8]; /* options of a tmpfs; "" for the default */
	int source_fd;          /* `source`, opened on the host (O_PATH) */
	int tree_fd;            /* the detached mount; -1 until it is made */
	bool is_dir;
};

struct container_plan {
	/* True with [container] or --rootfs. Otherwise services run in new namespaces, but
	 * on the host's files. */
	bool container;
	bool asked;                /* --container was given, so a failure is an error */
	bool own_root;             /* the container has its own root; equals `container` */
	const char *rootfs;        /* path on the host; NULL for "/" */
	int rootfs_fd, overlay_fd; /* O_PATH; -1 if not open */
	int root_tree_fd;          /* the detached mount of the root; -1 until it is made */
	enum overlay_kind overlay;
	const char *overlay_dir; /* for OVERLAY_DIR */
	bool read_only;
	uint64_t namespaces; /* CLONE_NEW*, clone(2) */
	struct id_map map;
	bool idmapped; /* root mounts rootfs and volumes with the id map */
	struct volume *volumes;
	size_t volume_count;
	const char *name; /* of the container */
	bool control;     /* clients on the host may reach the init by this name */
	bool name_chosen; /* [container] has the name; it does not come from a file */
	const char *hostname, *domainname; /* NULL to leave the name unchanged */
	bool drop, no_new_privs;           /* as in struct handoff */
	uint64_t keep_caps;                /* bit N is set if capability N stays */
	uint64_t shm_size;                 /* size of /dev/shm in bytes */
	msec stop_timeout;                 /* container_stop_timeout() */
	struct std_streams streams;
	char *const *environment; /* environment of the init */
};

/* Fills *plan, which is never freed. Dies with a line that names the key if a value cannot
 * be used. */
void container_plan_make(struct container_plan *plan, const struct process_start *start,
			 const struct conf *conf, const struct runtime_options *options);

/* Returns the time from the first stop signal until the container is killed. */
msec container_stop_timeout(const struct conf *conf);

/* Return a value of [container]. If `container` is NULL, return the key's default;
 * container_words() then returns no words. */
const char *container_text(const struct conf_section *container, enum conf_key key);
int64_t container_number(const struct conf_section *container, enum conf_key key);
char *const *container_words(const struct conf_section *container, enum conf_key key,
			     size_t *ret_count);

#endif
