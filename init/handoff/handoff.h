/* init/handoff/handoff.h - passes the container's settings to `ctinit init`.
 *
 * A child of the front end writes a struct handoff and the serialized configuration
 * (conf_print()) into a sealed memory file. It executes its own program as `ctinit init`
 * with that file as HANDOFF_FD. The init reads both and closes the file before it starts
 * services. The descriptors in the struct survive the exec, so they have no CLOEXEC; the
 * init sets it first. A reload sends a handoff too (MONITOR_CONF), of which only the text
 * is used.
 *
 * Layer:  init/handoff, for init/runtime, init/pid1 and init/verbs.
 * Errors: 0 or a negative errno. */
#ifndef INIT_HANDOFF_HANDOFF_H
#define INIT_HANDOFF_HANDOFF_H

#include "conf/base/own_line.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>

#define HANDOFF_FD 3

/* Host devices whose nodes we clone into the container's /dev. A clone does not need
 * mknod(2), which may be forbidden. */
/* clang-format off */
#define HANDOFF_DEVICES(X) X(null) X(zero) X(full) X(random) X(urandom) X(tty)
/* clang-format on */
enum handoff_device {
#define X(name) HANDOFF_DEV_##name,
	HANDOFF_DEVICES(X)
#undef X
		HANDOFF_DEV_COUNT
};
#define HANDOFF_DEV_NONE    (-1) /* the host has no such node */
#define HANDOFF_DEV_BY_NAME (-2) /* clone NAME in host_dev_fd; it is no symbolic link */

/* The pty that the init creates instead of using the host's terminal. */
enum handoff_terminal {
	HANDOFF_TERMINAL_NONE,
	HANDOFF_TERMINAL_OUTPUT, /* for output only: standard output and error */
	HANDOFF_TERMINAL_WHOLE   /* input too, for the service with stdin = inherit */
};

struct handoff {
	uint32_t size; /* sizeof(struct handoff); the init checks it */
	/* True if the new root is mounted. The init must then detach the old root, which is
	 * still stacked below "/". False if services run on the host's files. */
	bool own_root;
	bool own_files; /* the files in /etc belong to the container, not to the host */
	bool own_pid_ns, own_user_ns, own_net_ns, own_ipc_ns, own_uts_ns, own_cgroup_ns;
	bool single_id; /* the user namespace maps only one id */
	bool read_only; /* the init makes "/" read-only after its mounts */
	bool drop;      /* the init limits services' capabilities to `keep_caps` */
	bool no_new_privs;
	bool close_keyrings; /* processes inside could reach keyrings of the host */
	bool notify;         /* the init sends MONITOR_UP and MONITOR_STOPPING */
	bool command;        /* `-- CMD` is the only service; it gets all signals */
	bool live_list;      /* own_list_allowed() of the host's environment */
	bool child_ignored;  /* SIGCHLD was ignored when ctinit started */
	uint8_t terminal;    /* enum handoff_terminal; the master is sent over monitor_fd */
	uint64_t keep_caps;  /* bit N is set if capability N stays (capabilities(7)) */
	uint64_t shm_size;   /* size of /dev/shm in bytes */
	uint64_t mask;       /* blocked signals at ctinit's start; bit N-1 is signal N */
	struct rlimit open_files; /* RLIMIT_NOFILE of ctinit at its start */
	uint16_t rows, columns;   /* size of the caller's terminal; 0 if unknown */
	int32_t monitor_fd;       /* socket to the front end */
	int32_t binary_fd;        /* our program file (O_PATH), write-protected */
	int32_t host_dev_fd; /* the host's /dev (O_PATH) for HANDOFF_DEV_BY_NAME, or -1 */
	int32_t device_fds[HANDOFF_DEV_COUNT]; /* O_PATH, or HANDOFF_DEV_* */
	int32_t closed_stdio; /* bit N is set if descriptor N was closed at startup */
	int32_t verbosity;    /* -1 quiet, 0 normal, 1 verbose, 2 from [init] verbosity */
};

/* Writes *handoff and `size` bytes of `text` into a sealed memory file. Returns its
 * descriptor (CLOEXEC) or a negative errno. */
int handoff_make(const struct handoff *handoff, const char *text, size_t size);

/* Reads a handoff from `fd` and takes ownership of `fd`. On success `fd` becomes the stream
 * *ret_conf, from which the caller reads the text and which it closes. On error closes
 * `fd`. Returns 0, -EBADMSG if the file is not a sealed handoff of this program, or another
 * negative errno. */
int handoff_take(int fd, struct handoff *ret, FILE **ret_conf);

#endif
