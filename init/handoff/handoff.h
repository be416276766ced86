/* init/handoff/handoff.h - the memory file that `ctinit run` passes to `ctinit init`.
 *
 * The front end writes a struct handoff and the serialized configuration (conf_print())
 * into a sealed memory file. It executes its own program as `ctinit init` with that file
 * as HANDOFF_FD. The init reads both and closes the file before it starts services. All
 * descriptors in the struct are numbers in the init's own table, without CLOEXEC. The
 * init sets CLOEXEC on each of them first.
 *
 * Layer:  init/handoff.
 * Errors: 0 or a negative errno. */
#ifndef INIT_HANDOFF_HANDOFF_H
#define INIT_HANDOFF_HANDOFF_H

#include "conf/base/own_line.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>

#define HANDOFF_FD 3

/* Devices that the front end opens on the host (O_PATH). Their nodes are cloned onto the
 * container's own /dev, which works without mknod(2). */
/* clang-format off */
#define HANDOFF_DEVICES(X) X(null) X(zero) X(full) X(random) X(urandom) X(tty)
/* clang-format on */
enum handoff_device {
#define X(name) HANDOFF_DEV_##name,
	HANDOFF_DEVICES(X)
#undef X
		HANDOFF_DEV_COUNT
};

/* The pty that the init makes instead of using the terminal of the host. */
enum handoff_terminal {
	HANDOFF_TERMINAL_NONE,
	HANDOFF_TERMINAL_OUTPUT, /* for output only: standard output and error */
	HANDOFF_TERMINAL_WHOLE   /* with input, for the service with stdin = inherit */
};

struct handoff {
	uint32_t size; /* of this struct; it must match */
	/* true: the new root is mounted, and the init detaches the old one, which is still
	 * stacked below "/". false: the container runs on the files of the host. */
	bool own_root;
	bool own_files; /* writing to the root does not change files of the host */
	bool own_pid_ns, own_user_ns, own_net_ns, own_ipc_ns, own_uts_ns, own_cgroup_ns;
	bool single_id; /* the user namespace maps one id only */
	bool read_only; /* make "/" read-only after /run and /tmp are mounted */
	bool drop;      /* reduce the bounding set to `keep_caps` */
	bool no_new_privs;
	bool close_keyrings; /* root inside could reach the keyrings of the host's root */
	bool notify;         /* the front end reports to a supervisor, so send MONITOR_UP */
	bool command;       /* `-- CMD`: it gets all signals, and its end is not reported */
	uint8_t terminal;   /* enum handoff_terminal; the master is sent over monitor_fd */
	uint64_t keep_caps; /* bit N: capability N stays (capabilities(7)) */
	uint64_t shm_size;  /* bytes, /dev/shm */
	uint64_t mask, ignored; /* of the front end at its start: raw sets, signal(7) */
	struct rlimit limits[RLIM_NLIMITS];
	uint16_t rows, columns; /* of the caller's terminal */
	int32_t monitor_fd;     /* the socket to the front end; closed when that died */
	int32_t binary_fd;      /* our own program, unwritable (O_PATH); -1: none */
	int32_t device_fds[HANDOFF_DEV_COUNT]; /* O_PATH; -1: does not exist */
	int32_t closed_stdio; /* bit N: descriptor N was closed when ctinit started */
	int32_t verbosity;    /* -1 quiet, 0 normal, 1 verbose; 2: [init] verbosity */
};

/* Returns a sealed memory file (CLOEXEC) with `h` and `size` bytes of `text`, or a negative
 * errno. */
int handoff_make(const struct handoff *handoff, const char *text, size_t size);

/* Reads a handoff from `fd`, which it closes. *ret_conf is a stream of the text. Returns
 * -EBADMSG if the file is no handoff of this very program. */
int handoff_take(int fd, struct handoff *ret, FILE **ret_conf);

#endif
