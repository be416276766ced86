/* init/pid1/container.c - `ctinit init`: sets up the container that the front end made. */
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

static void load_config(struct init *init, FILE *file)
{
	const struct conf_source source = { .path = "handoff",
					    .file = file,
					    .serialized = true };
	int r = conf_load(&source, &init->conf);

	if (r == 0)
		return;
	if (init->conf)
		conf_print_diags(init->conf, stderr);
	setup_fail("read what the front end handed over", NULL, r, NULL);
}

/* The container gets a pty of its own instead of the terminal of the host. */
static void make_terminal(struct init *init, const struct handoff *h, int pts)
{
	const struct terminal_wishes wishes = {
		.rows = h->rows,
		.columns = h->columns,
		.only_output = h->terminal == HANDOFF_TERMINAL_OUTPUT,
	};
	int master, slave, r, dev;

	init->host.terminal_fd = -1;
	if (h->terminal == HANDOFF_TERMINAL_NONE)
		return;
	r = terminal_make(pts, &wishes, &master, &slave);
	if (r < 0)
		setup_fail("make a terminal", NULL, r, NULL);
	dev = h->own_root && !wishes.only_output
		      ? open("/dev", O_PATH | O_DIRECTORY | O_CLOEXEC)
		      : -1;
	if (dev >= 0) {
		(void)devices_console(dev, slave); /* a container works without it */
		close(dev);
	}
	r = monitor_send(h->monitor_fd, MONITOR_PTY, master);
	if (r < 0)
		setup_fail("hand over the terminal", NULL, r, NULL);
	close(master);
	r = terminal_adopt(slave);
	if (r < 0)
		setup_fail("take the terminal", NULL, r, NULL);
	if (wishes.only_output)
		close(slave);
	else
		init->host.terminal_fd = slave;
}

static void fill_init(struct init *init, const struct handoff *h, char **environment)
{
	init->host.report = report;
	init->host.hold = report_keep;
	memcpy(init->limits, h->limits, sizeof init->limits);
	init->host.inherited_limits = init->limits;
	init->host.is_pid1 = getpid() == 1;
	init->host.own_files = h->own_files;
	init->host.binary_fd = h->binary_fd;
	init->monitor_fd = h->monitor_fd;
	init->status_notify.fd = -1;
	init->status_notify.to_front_end = h->notify;
	init->host.command = h->command;
	init_signals(init, h->mask, h->ignored);
	init_stdio(init, h->closed_stdio);
	init_environment(init, environment);
}

static void close_setup_fds(struct handoff *h, int pts)
{
	if (pts >= 0)
		close(pts);
	for (int i = 0; i < HANDOFF_DEV_COUNT; i++) {
		if (h->device_fds[i] >= 0)
			close(h->device_fds[i]);
	}
}

int pid1_run_container(const struct process_start *start)
{
	static struct init init;
	static struct handoff h;
	FILE *file = NULL;
	int pts = -1, r;

	report_to(STDERR_FILENO);
	sys_cloexec_from(STDERR_FILENO + 1);
	r = handoff_take(HANDOFF_FD, &h, &file);
	if (r < 0) {
		report_last(REPORT_ERROR,
			    "ctinit init is started by ctinit run inside a container; use "
			    "run");
		return CTINIT_EXIT_SETUP;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	load_config(&init, file);
	init_verbosity(init.conf, h.verbosity);
	init.command = h.command;
	init.host.environment = start->environment;
	init_style(&init);
	mounts_in_container(&h, &pts);
	make_terminal(&init, &h, pts);
	close_setup_fds(&h, pts);
	report_to(STDERR_FILENO);
	privileges_drop(&h);
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0,
	      0); /* a change of capabilities clears it, prctl(2) */
	setup_verify(&h);
	fill_init(&init, &h, start->environment);
	(void)monitor_send(h.monitor_fd, MONITOR_SERVING, -1);
	return main_loop_run(&init);
}
