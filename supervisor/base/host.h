/* supervisor/base/host.h - what the supervisor knows of the PID 1 around it.
 *
 * init/pid1 fills a struct sup_host before sup_new(). It must outlive the supervisor. */
#ifndef SUPERVISOR_BASE_HOST_H
#define SUPERVISOR_BASE_HOST_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>

struct own_style; /* conf/base/own_line.h */

/* ANSWER: what was asked for, whatever the verbosity. */
enum report_level {
	REPORT_ERROR,
	REPORT_WARNING,
	REPORT_EVENT,
	REPORT_VERBOSE,
	REPORT_ANSWER
};

/* What the supervisor needs to know of, and may ask from, the PID 1 around it. Filled by
 * init/pid1 before sup_new(); must outlive the supervisor. */
struct sup_host {
	/* One line for the user, without newline; never blocks, may drop. */
	void (*report)(enum report_level level, const char *format, ...)
		__attribute__((format(printf, 2, 3)));
	/* While held, lines are only gathered, as far as there is room. NULL: it cannot. */
	void (*hold)(bool on);
	/* What each child has blocked and ignored (raw masks: bit N-1 is signal N; with 32
	 * and 33). PID 1 itself ignores no other signal. */
	uint64_t inherited_mask, inherited_ignored;
	const struct rlimit *inherited_limits; /* RLIM_NLIMITS of them; what ctinit got */
	char *const *environment;              /* ctinit's own, less what never passes on */
	int stdio[3];    /* the container's streams for `inherit`, CLOEXEC copies >= 3;
			  * -1: closed when ctinit started */
	int terminal_fd; /* a terminal that the service with stdin = inherit gets as its
			  * controlling one (new session, TIOCSCTTY); -1: none */
	int binary_fd;   /* O_PATH of our own program, for the logger; -1: none */
	bool command;    /* `-- CMD`: how it ends is its own business, not a failure */
	bool own_files;  /* /etc is the container's, not the host's: map-user may write */
	const struct own_style
		*own; /* of ctinit's own lines, for the logger; NULL: early */
	bool is_pid1; /* false: a subreaper in somebody's pid namespace: never kill(-1) */
};

#endif
