/* init/runtime/container_plan.h - what container is made, decided beforehand.
 *
 * container_plan_make() reads only the configuration and our own ids. It opens nothing, and
 * dies with a line that names the key if a value is not possible. */
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

enum overlay_kind { OVERLAY_NO, OVERLAY_TMPFS, OVERLAY_DIR };

/* Which ids of the host the container has. */
enum id_map_kind {
	MAP_HOST,     /* no user namespace */
	MAP_SELF,     /* our own id is itself, no others: a user on the files of the host */
	MAP_ONE,      /* our own id is the container's root, no others */
	MAP_SUBIDS,   /* ranges of /etc/subuid, written by newuidmap and newgidmap */
	MAP_EXPLICIT, /* ranges of user-map, or of root's user-map = auto */
};
struct id_range {
	uint32_t inside, outside, count;
};
#define ID_RANGES_MAX 8
struct id_map {
	enum id_map_kind kind;
	struct id_range uids[ID_RANGES_MAX], gids[ID_RANGES_MAX];
	size_t uid_count, gid_count;
	bool required; /* MAP_SUBIDS: user-map is set; otherwise one id will do */
};

struct volume {                 /* a volume or a tmpfs */
	char *source;           /* NULL: a tmpfs */
	char *target;           /* absolute, lexically clean, below "/" */
	uint64_t attributes;    /* MOUNT_ATTR_*, mount_setattr(2) */
	char size[24], mode[8]; /* tmpfs; "": the default */
	int source_fd;          /* O_PATH, opened on the host */
	int tree_fd;            /* the detached mount; -1: not made yet */
	bool is_dir;
};

struct container_plan {
	bool container; /* [container] or --rootfs; false: on the files of the host */
	bool asked;     /* --container */
	bool own_root;
	const char *rootfs; /* NULL with own_root: "/" */
	int rootfs_fd, overlay_fd, root_tree_fd;
	enum overlay_kind overlay;
	const char *overlay_dir;
	bool read_only;
	uint64_t namespaces; /* CLONE_NEW* */
	struct id_map map;
	bool idmapped; /* the parent is root and shows rootfs and volumes through the map */
	struct volume *volumes;
	size_t volume_count;
	const char *hostname, *domainname; /* NULL: unchanged */
	bool drop, no_new_privs;
	uint64_t keep_caps;
	uint64_t shm_size;
	msec stop_timeout;
	struct std_streams streams;
	char *const *environment;
};

void container_plan_make(struct container_plan *plan, const struct process_start *start,
			 const struct conf *conf, const struct runtime_options *options);

/* Returns the time from the first stop signal until the container is killed. */
msec container_stop_timeout(const struct conf *conf);

/* Return a value of [container], or the default of the key without such a section. */
const char *container_text(const struct conf_section *container, enum conf_key key);
int64_t container_number(const struct conf_section *container, enum conf_key key);
char *const *container_words(const struct conf_section *container, enum conf_key key,
			     size_t *ret_count);

#endif
