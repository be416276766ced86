/* init/handoff/handoff.h - the memory file that `ctinit run` passes to `ctinit init`.
 *
 * The front end fills a struct handoff, writes it and the flat configuration
 * (conf_print) into a sealed memfd and execs its own binary as `ctinit init` with
 * that memfd at HANDOFF_FD. The init reads both and closes it before it serves.
 * All descriptors named in it are numbers in the init's own table, without CLOEXEC;
 * the init sets CLOEXEC on each first of all. */
#ifndef INIT_HANDOFF_HANDOFF_H
#define INIT_HANDOFF_HANDOFF_H

#include "conf/base/own_line.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>

#define HANDOFF_FD 3

/* Which of the container's devices the front end opened on the host (O_PATH), so that
 * their nodes can be cloned onto the container's own /dev without mknod. */
/* clang-format off */
#define HANDOFF_DEVICES(X) X(null) X(zero) X(full) X(random) X(urandom) X(tty)
/* clang-format on */
enum handoff_device {
#define X(name) HANDOFF_DEV_##name,
	HANDOFF_DEVICES(X)
#undef X
		HANDOFF_DEV_COUNT
};

/* The pty that the init makes in place of the host's terminal. */
enum handoff_terminal {
	HANDOFF_TERMINAL_NONE,
	HANDOFF_TERMINAL_OUTPUT, /* only written to: standard output and error */
	HANDOFF_TERMINAL_WHOLE   /* with input, and of the service with stdin = inherit */
};

struct handoff {
	uint32_t size; /* of this struct: both sides are the same binary, it must match */
	/* The new root is mounted and the old one is still stacked under "/" (detach it);
	 * false: the container runs on the host's own files, nothing was pivoted. */
	bool own_root;
	bool own_files; /* what is written to the root is not written to the host's */
	bool own_pid_ns, own_user_ns, own_net_ns, own_ipc_ns, own_uts_ns, own_cgroup_ns;
	bool single_id; /* the user namespace maps one id only */
	bool read_only; /* make "/" read-only once /run and /tmp are mounted */
	bool drop;      /* bounding set to `keep_caps`, no_new_privs as said below */
	bool no_new_privs;
	bool close_keyrings; /* those of the host's root could be reached */
	bool notify;      /* the front end reports to a supervisor of its own: MONITOR_UP */
	bool command;     /* `-- CMD`: signals go to it, its end is not told */
	uint8_t terminal; /* enum handoff_terminal; the pty's master goes over monitor_fd */
	uint64_t keep_caps;     /* bit N: capability N stays (capabilities(7)) */
	uint64_t shm_size;      /* bytes, /dev/shm */
	uint64_t mask, ignored; /* as the front end got them: raw 8-byte sets, signal(7) */
	struct rlimit limits[RLIM_NLIMITS];
	uint16_t rows, columns; /* of the caller's terminal */
	int32_t monitor_fd;     /* SOCK_SEQPACKET to the front end; EOF: it died, so end */
	int32_t binary_fd;      /* O_PATH of our own, unwritable, binary; -1: none */
	int32_t device_fds[HANDOFF_DEV_COUNT]; /* O_PATH; -1: not there */
	int32_t closed_stdio; /* bit N: descriptor N was closed when ctinit started */
	int32_t verbosity;    /* -1 quiet, 0 normal, 1 verbose; 2: as the file says */
};

/* A sealed memfd (CLOEXEC) with `h` and `size` bytes of `text`; negative errno. */
int handoff_make(const struct handoff *h, const char *text, size_t size);

/* Read it back from `fd`, which is closed. *ret_conf is a stream of the text, positioned
 * at its start. 0, -EBADMSG when it is not a handoff of this very binary. */
int handoff_take(int fd, struct handoff *ret, FILE **ret_conf);

#endif
