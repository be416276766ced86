/* supervisor/base/host.h - what PID 1 (init/pid1) provides to the supervisor.
 *
 * init/pid1 fills in a struct sup_host before sup_new(). It must outlive the supervisor. */
#ifndef SUPERVISOR_BASE_HOST_H
#define SUPERVISOR_BASE_HOST_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>

struct own_style; /* conf/base/own_line.h */

enum report_level {
	REPORT_ERROR,
	REPORT_WARNING,
	REPORT_EVENT,
	REPORT_VERBOSE,
	REPORT_ANSWER /* an answer to a request, printed at any verbosity */
};

struct sup_host {
	/* Prints one line for the user; `format` has no newline. Never blocks; may drop
	 * it. */
	void (*report)(enum report_level level, const char *format, ...)
		__attribute__((format(printf, 2, 3)));
	/* While it is on, lines are only buffered, as long as the buffer has space. NULL:
	 * PID 1 cannot do that. */
	void (*hold)(bool on);
	/* The signals that each child has blocked and ignored: raw masks, bit N-1 is signal
	 * N, including 32 and 33, which libc hides. PID 1 itself ignores no other
	 * signal. */
	uint64_t inherited_mask, inherited_ignored;
	const struct rlimit *inherited_limits; /* RLIM_NLIMITS of them, those of ctinit */
	/* ctinit's own environment, without the variables that no child gets. */
	char *const *environment;
	/* The container's streams for `inherit`: CLOEXEC copies from 3 on; -1: it was
	 * closed when ctinit started. */
	int stdio[3];
	/* The terminal that the service with stdin = inherit gets as its controlling one,
	 * in a new session (TIOCSCTTY); -1: none. */
	int terminal_fd;
	int binary_fd;  /* our own program (O_PATH), for the logger; -1: none */
	bool command;   /* `-- CMD`: a non-zero exit code of CMD is not a failure */
	bool own_files; /* /etc is the container's, not the host's: map-user may write */
	/* The style of ctinit's own lines, for the logger; NULL: OWN_EARLY. */
	const struct own_style *own;
	bool is_pid1; /* false: a subreaper in a pid namespace that is not ours; no kill(-1) */
};

#endif
