/* init/pid1/in_place.c - supervises inside an existing container (`ctinit run`).
 *
 * Used in an image, in a pod, and below another init. Failed set-up steps are not fatal,
 * except with [init] mounts = yes. */
#include "init/pid1/pid1.h"

#include "conf/base/exits.h"
#include "conf/conf.h"
#include "init/handoff/config_reader.h"
#include "init/pid1/init.h"
#include "init/pid1/mounts.h"
#include "init/pid1/report.h"
#include "init/pid1/terminal.h"
#include "init/sys/calls.h"
#include "init/sys/namespaces.h"
#include "init/sys/process_start.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

/* Makes the kernel reparent orphans of our services to us instead of the init above us. */
static void become_subreaper(void)
{
	if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0)
		report(REPORT_WARNING,
		       "cannot become a child subreaper: %s; orphans will not be reaped",
		       strerror(errno));
}

static void fill_init(struct init *init, const struct process_start *start)
{
	init->host.report = report;
	init->host.hold = report_keep;
	init_signals(init, start->mask, start->child_ignored);
	init->open_files = start->open_files;
	init->host.inherited_open_files = &init->open_files;
	init->host.is_pid1 = getpid() == 1;
	init->host.binary_fd = -1; /* the caller opens it when /proc is available */
	init->monitor_fd = -1;
	init_stdio(init, start->closed_stdio);
	status_notify_open(init, start->environment);
	init->live.wanted = own_list_allowed(start->environment);
	init_environment(init, start->environment);
}

/* Returns true if "/" belongs to a container, so ctinit may write to its files. In an
 * engine's container "/" is an overlay or a directory; on a host it is a disk. If we cannot
 * tell, we assume a host. */
static bool root_is_private(void)
{
	if (namespace_is_initial(NAMESPACE_PID) != 0 &&
	    namespace_is_initial(NAMESPACE_MOUNT) != 0)
		return false;
	return root_is_disk() == 0;
}

int pid1_run_in_place(const struct process_start *start, struct conf *conf, int verbosity,
		      bool command, const struct config_reader *reader)
{
	static struct init init;

	init.conf = conf;
	init.command = init.host.command = command;
	init.reload.config_reader = *reader;
	sys_cloexec_from(3); /* services must not inherit the caller's open descriptors */
	init_verbosity(conf, verbosity);
	report_to(STDERR_FILENO);
	fill_init(&init, start);
	init_style(&init);
	if (init.host.is_pid1) {
		mounts_in_place(
			(enum conf_mounts)conf_number(conf_init(conf), CONF_INIT_MOUNTS));
		report_to(STDERR_FILENO); /* /proc may be mounted now */
	} else {
		become_subreaper();
	}
	init.host.own_files =
		conf_is_set(conf_init(conf), CONF_INIT_MAP_USER) && root_is_private();
	/* If no service wants the terminal, we keep it, and ^C stops the container. */
	init.host.terminal_fd =
		conf_wants_terminal(conf) ? terminal_in_place(init.host.stdio[0]) : -1;
	init.host.binary_fd = open("/proc/self/exe", O_PATH | O_CLOEXEC);
	if (conf_bool(conf_init(conf), CONF_INIT_PROTECT))
		prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); /* proc(5), ptrace(2) */
	return main_loop_run(&init);
}
