/* init/pid1/container.c - sets up the container that the front end made (`ctinit init`). */
#include "init/pid1/pid1.h"

#include "conf/base/exits.h"
#include "conf/conf.h"
#include "init/handoff/handoff.h"
#include "init/handoff/monitor_socket.h"
#include "init/pid1/devices.h"
#include "init/pid1/init.h"
#include "init/pid1/mounts.h"
#include "init/pid1/privileges.h"
#include "init/pid1/report.h"
#include "init/pid1/setup_fail.h"
#include "init/pid1/terminal.h"
#include "init/sys/calls.h"
#include "init/sys/process_start.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

static void load_handoff_config(struct init *init, FILE *file)
{
	const struct conf_source source = { .path = "handoff",
					    .file = file,
					    .serialized = true };
	int r = conf_load(&source, &init->conf);

	if (r == 0)
		return;
	if (init->conf)
		conf_print_diags(init->conf, stderr);
	setup_fail("read the handoff of the front end", NULL, r, NULL);
}

/* Gives the container its own pty instead of the host's terminal. */
static void make_terminal(struct init *init, const struct handoff *handoff, int pts)
{
	const struct terminal_wishes wishes = {
		.rows = handoff->rows,
		.columns = handoff->columns,
		.only_output = handoff->terminal == HANDOFF_TERMINAL_OUTPUT,
	};
	int master, slave, r, dev;

	init->host.terminal_fd = -1;
	if (handoff->terminal == HANDOFF_TERMINAL_NONE)
		return;
	r = terminal_make(pts, &wishes, &master, &slave);
	if (r < 0)
		setup_fail("make a terminal", NULL, r, NULL);
	dev = handoff->own_root && !wishes.only_output
		      ? open("/dev", O_PATH | O_DIRECTORY | O_CLOEXEC)
		      : -1;
	if (dev >= 0) {
		(void)devices_console(dev, slave); /* programs work without /dev/console */
		close(dev);
	}
	r = monitor_send(handoff->monitor_fd, MONITOR_PTY, master);
	if (r < 0)
		setup_fail("hand over the terminal", NULL, r, NULL);
	close(master);
	r = terminal_adopt(slave);
	if (r < 0)
		setup_fail("make the pty the standard streams", NULL, r, NULL);
	if (wishes.only_output)
		close(slave);
	else
		init->host.terminal_fd = slave;
}

static void fill_init(struct init *init, const struct handoff *handoff, char **environment)
{
	init->host.report = report;
	init->host.hold = report_keep;
	init->open_files = handoff->open_files;
	init->host.inherited_open_files = &init->open_files;
	init->host.is_pid1 = getpid() == 1;
	init->host.own_files = handoff->own_files;
	init->host.binary_fd = handoff->binary_fd;
	init->monitor_fd = handoff->monitor_fd;
	init->status_notify.fd = -1;
	init->status_notify.to_front_end = handoff->notify;
	init->host.command = handoff->command;
	init->live.wanted = handoff->live_list;
	init_signals(init, handoff->mask, handoff->child_ignored);
	init_stdio(init, handoff->closed_stdio);
	init_environment(init, environment);
}

static void close_setup_fds(struct handoff *handoff, int pts)
{
	if (pts >= 0)
		close(pts);
	if (handoff->host_dev_fd >= 0)
		close(handoff->host_dev_fd);
	for (int i = 0; i < HANDOFF_DEV_COUNT; i++) {
		if (handoff->device_fds[i] >= 0)
			close(handoff->device_fds[i]);
	}
}

int pid1_run_container(const struct process_start *start)
{
	static struct init init;
	static struct handoff handoff;
	FILE *file = NULL;
	int pts = -1, r;

	report_to(STDERR_FILENO);
	sys_cloexec_from(STDERR_FILENO + 1);
	r = handoff_take(HANDOFF_FD, &handoff, &file);
	if (r < 0) {
		report_last(REPORT_ERROR,
			    "ctinit init is started by ctinit run inside a container; use "
			    "run");
		return CTINIT_EXIT_SETUP;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	load_handoff_config(&init, file);
	init_verbosity(init.conf, handoff.verbosity);
	init.command = handoff.command;
	init.host.environment = start->environment;
	init_style(&init);
	mounts_in_container(&handoff, &pts);
	make_terminal(&init, &handoff, pts);
	close_setup_fds(&handoff, pts);
	report_to(STDERR_FILENO);
	privileges_drop(&handoff);
	/* The change of capabilities has cleared the parent-death signal (prctl(2)). */
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	setup_verify(&handoff);
	fill_init(&init, &handoff, start->environment);
	return main_loop_run(&init);
}
