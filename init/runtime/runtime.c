/* init/runtime/runtime.c - makes a container: plan, open, clone3(), id maps, monitor. */
#include "init/runtime/runtime.h"

#include "conf/base/exits.h"
#include "conf/conf.h"
#include "init/handoff/config_reader.h"
#include "init/handoff/handoff.h"
#include "init/runtime/config_trust.h"
#include "init/runtime/container_child.h"
#include "init/runtime/container_plan.h"
#include "init/runtime/die.h"
#include "init/runtime/exposure.h"
#include "init/runtime/host_notify.h"
#include "init/runtime/idmap.h"
#include "init/runtime/monitor.h"
#include "init/runtime/rootfs.h"
#include "init/runtime/self_exe.h"
#include "init/runtime/sync.h"
#include "init/runtime/volumes.h"
#include "init/sys/calls.h"
#include "init/sys/process_start.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* Closes all descriptors but the standard streams. Then occupies the number HANDOFF_FD, so
 * no other descriptor gets it. */
static void close_inherited_fds(void)
{
	if (close_range(STDERR_FILENO + 1, ~0U, 0) < 0) {
		for (int fd = STDERR_FILENO + 1; fd < 1024; fd++)
			close(fd);
	}
	if (fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, HANDOFF_FD) != HANDOFF_FD)
		die("reserve the handoff's descriptor", NULL, errno, NULL);
}

/* Serializes the configuration for the init. */
static void serialize_config(struct container_child *child, const struct conf *conf)
{
	char *text = NULL;
	FILE *stream = open_memstream(&text, &child->text_size);

	if (stream)
		conf_print(conf, stream, false);
	if (!stream || fclose(stream) != 0)
		die("serialize the configuration", NULL, ENOMEM, NULL);
	child->text = text;
}

/* With an id map the parent makes the mounts: only root on the host may map the host's
 * files. Stores the mounts in fds[]. */
static int make_mapped_mounts(struct container_plan *plan, pid_t pid, int *fds,
			      size_t *ret_count)
{
	char path[40];

	*ret_count = 0;
	if (!plan->idmapped || !plan->own_root)
		return 0;
	snprintf(path, sizeof path, "/proc/%d/ns/user", (int)pid);
	int userns = open(path, O_RDONLY | O_CLOEXEC);
	if (userns < 0)
		die("open", path, errno, NULL);
	rootfs_clone(plan, userns);
	volumes_clone(plan, userns);
	close(userns);
	fds[(*ret_count)++] = plan->root_tree_fd;
	for (size_t i = 0; i < plan->volume_count; i++) {
		if (!plan->volumes[i].source)
			continue;
		if (*ret_count == SYNC_FDS_MAX)
			die("show more volumes through a map", NULL, E2BIG,
			    "at most 252 with a user-map");
		fds[(*ret_count)++] = plan->volumes[i].tree_fd;
	}
	return 0;
}

static void let_child_continue(struct container_plan *plan, pid_t pid, int monitor_fd)
{
	int fds[SYNC_FDS_MAX];
	size_t count;

	if (!(plan->namespaces & CLONE_NEWUSER))
		return;
	idmap_write(&plan->map, pid);
	make_mapped_mounts(plan, pid, fds, &count);
	/* A dead child has already reported why, so ignore the result. */
	sync_send(monitor_fd, fds, count, plan->map.kind == MAP_ONE);
	for (size_t i = 0; i < count; i++)
		close(fds[i]);
}

/* Waits for the line of a failed child. Returns its length, or 0 if the exec closed the
 * pipe because the init runs. */
static size_t read_child_report(int fd, char *line, size_t size)
{
	size_t used = 0;
	ssize_t n;

	while ((n = read(fd, line + used, size - used)) != 0) {
		if (n < 0 && errno != EINTR)
			break;
		used += n > 0 ? (size_t)n : 0;
		if (used == size)
			break;
	}
	close(fd);
	return used;
}

/* Returns true if none of [container], --rootfs and --container was given. */
static bool container_is_optional(const struct container_plan *plan)
{
	return !plan->container && !plan->asked;
}

static bool is_root_without_admin(void)
{
	uint64_t effective = 0, permitted = 0;

	sys_capget(&effective, &permitted);
	return geteuid() == 0 && !(effective & (uint64_t)1 << CAP_SYS_ADMIN);
}

static int clone_refused(const struct container_plan *plan, int err)
{
	const char *obstacle = plan->namespaces & CLONE_NEWUSER ? idmap_obstacle() : NULL;
	bool powerless = is_root_without_admin();

	if (!container_is_optional(plan) && powerless)
		die("make the namespaces", NULL, err,
		    "root has no CAP_SYS_ADMIN here. In a container of podman or docker "
		    "use "
		    "--in-place, without --rootfs, or start it with --cap-add SYS_ADMIN");
	if (!container_is_optional(plan))
		die("make the namespaces", NULL, err,
		    obstacle ? obstacle
			     : "a filter of system calls (seccomp) or a limit of "
			       "namespaces forbids it");
	if (powerless)
		obstacle = "root has no CAP_SYS_ADMIN";
	warn("cannot make namespaces here (%s%s%s); supervising in place", strerror(-err),
	     obstacle ? ": " : "", obstacle ? obstacle : "");
	return RUNTIME_REFUSED;
}

static int setup_failed(const struct container_plan *plan, int pidfd, char *line,
			size_t length)
{
	siginfo_t info;

	waitid(P_PIDFD, (id_t)pidfd, &info, WEXITED);
	close(pidfd);
	(void)!write(STDERR_FILENO, line, length);
	if (!container_is_optional(plan))
		return CTINIT_EXIT_SETUP;
	warn("so no container is made; supervising in place");
	return RUNTIME_REFUSED;
}

static void close_sources(struct container_plan *plan, int self_fd)
{
	int fds[] = { plan->rootfs_fd, plan->overlay_fd, self_fd };

	for (size_t i = 0; i < ARRAY_LEN(fds); i++) {
		if (fds[i] >= 0)
			close(fds[i]);
	}
	for (size_t i = 0; i < plan->volume_count; i++) {
		if (plan->volumes[i].source_fd >= 0)
			close(plan->volumes[i].source_fd);
	}
}

static int make_container(struct container_child *child, struct container_plan *plan)
{
	int control[2], report[2], pidfd = -1;
	static char line[2048];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, control) < 0 ||
	    pipe2(report, O_CLOEXEC) < 0)
		die("make a socket and a pipe", NULL, errno, NULL);
	pid_t pid = sys_clone3(plan->namespaces, &pidfd, SIGCHLD);
	if (pid == 0) {
		close(control[0]);
		close(report[0]);
		child->monitor_fd = control[1];
		child->report_fd = report[1];
		container_child_run(child);
	}
	close(control[1]);
	close(report[1]);
	if (pid < 0)
		return clone_refused(plan, (int)pid);
	std_streams_after_clone(&plan->streams);
	die_kill_child(pidfd);
	let_child_continue(plan, pid, control[0]);
	close_sources(plan, child->self_fd);
	size_t length = read_child_report(report[0], line, sizeof line);
	die_kill_child(-1);
	if (length) {
		close(control[0]);
		return setup_failed(plan, pidfd, line, length);
	}
	struct monitor monitor = {
		.pid = pid,
		.pidfd = pidfd,
		.init_fd = control[0],
		.stop_timeout = plan->stop_timeout,
		.streams = plan->streams,
		.mapped_root = plan->idmapped,
		.name = plan->control ? plan->name : NULL,
		.name_chosen = plan->name_chosen,
		.environment = child->start->environment,
		.style = child->command ? NULL : &child->style,
		.colour = own_colours_allowed(child->start->environment),
		.reader = child->reader,
		.reload_signals = child->reload_signals,
	};
	host_notify_open(&monitor.notify, child->start->environment);
	return monitor_run(&monitor);
}

void runtime_reload_info(const struct conf *conf, char *const *environment,
			 struct reload_info *ret)
{
	size_t count;
	const struct conf_signal *rules = conf_signals(conf, &count);

	*ret = (struct reload_info){ .style = conf_own_style(conf, environment),
				     .stop_timeout = container_stop_timeout(conf) };
	for (size_t i = 0; i < count; i++) {
		if (rules[i].action == ON_SIGNAL_RELOAD)
			ret->reload_signals |= SYS_SIGNAL_BIT(rules[i].signal);
	}
}

const char *runtime_notice(const struct conf *conf)
{
	return exposure_network(conf);
}

/* Prints the notice unless quiet, which is the default for a command (run.c). */
static void print_notice(const struct conf *conf, int verbosity)
{
	const char *notice = runtime_notice(conf);

	if (verbosity > 1)
		verbosity = (int)conf_number(conf_init(conf), CONF_INIT_VERBOSITY) - 1;
	if (notice && verbosity >= 0)
		warn("warning: %s", notice);
}

int runtime_run(const struct process_start *start, const struct conf *conf,
		const struct runtime_options *options)
{
	static struct container_plan plan;
	static struct container_child child;
	struct reload_info news;

	config_trust_check(conf);
	close_inherited_fds();
	print_notice(conf, options->verbosity);
	container_plan_make(&plan, start, conf, options);
	if (plan.container)
		std_streams_check(start->closed_stdio);
	std_streams_open(&plan.streams, start->closed_stdio, plan.container);
	child.plan = &plan;
	child.start = start;
	child.verbosity = options->verbosity;
	child.command = options->command;
	if (!options->command) {
		child.reader = options->reader;
		runtime_reload_info(conf, start->environment, &news);
		child.reload_signals = news.reload_signals;
		child.style = news.style;
	}
	serialize_config(&child, conf);
	rootfs_open(&plan);
	volumes_open(&plan);
	exposure_check_files(&plan);
	child.self_fd = self_exe_open(child.self_path, sizeof child.self_path);
	return make_container(&child, &plan);
}
