/* supervisor/base/host.h - declares what PID 1 (init/pid1) provides to the supervisor.
 *
 * init/pid1 fills in a struct sup_host before sup_new(). It must outlive the supervisor.
 *
 * Layer:   supervisor/base. init/pid1 and all rooms of the supervisor may include it. */
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
	/* Prints one line for the user; `format` has no newline. Never blocks; may drop the
	 * line. */
	void (*report)(enum report_level level, const char *format, ...)
		__attribute__((format(printf, 2, 3)));
	/* hold(true) makes report() buffer its lines until the buffer is full; hold(false)
	 * writes them and ends that. NULL: PID 1 cannot hold lines. */
	void (*hold)(bool on);
	/* Signals that are blocked in each child, and those that it ignores besides what PID
	 * 1 ignores: raw masks in which bit N-1 is signal N. They include 32 and 33, which
	 * libc hides. */
	uint64_t inherited_mask, inherited_ignored;
	/* RLIMIT_NOFILE that ctinit inherited; NULL: children keep ours. */
	const struct rlimit *inherited_open_files;
	/* ctinit's environment without the variables that no child gets:
	 * init_environment() removes them. */
	char *const *environment;
	/* Copies of the container's stdin, stdout and stderr, for services with `inherit`.
	 * CLOEXEC, 3 or higher. -1: the stream was closed when ctinit started. */
	int stdio[3];
	/* The terminal that the service with `stdin = inherit` gets as controlling terminal
	 * (TIOCSCTTY), in a new session; -1: none. */
	int terminal_fd;
	int binary_fd; /* our own program (O_PATH), which the logger runs; -1: none */
	/* For the control socket; NULL: not possible. reload() reads the configuration again
	 * and applies it. sup_reload_refused() or a reload follows. Returns 1 if another
	 * reload is not over yet, else 0. dry_run() makes a child that writes to the client
	 * `fd` what a reload would change; it owns `fd`. scale() is a reload that only
	 * changes the number of instances of a service, and starts all that do not run; later
	 * reloads keep the number. Both return 0 or a
	 * negative errno. */
	int (*reload)(void);
	int (*dry_run)(int fd);
	int (*scale)(const char *name, unsigned count);
	bool command;   /* for `-- CMD`: a non-zero exit code of CMD is not a failure */
	bool own_files; /* /etc is the container's, not the host's: map-user may write */
	/* The style of ctinit's own lines, which the logger uses, too; NULL: OWN_EARLY. */
	const struct own_style *own;
	/* False: we are a subreaper, and our pid namespace has processes that are not ours,
	 * so we must not kill(-1). */
	bool is_pid1;
};

#endif
