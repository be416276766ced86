/* init/runtime/container_child.c - sets up the child that becomes the init.
 *
 * The child has one thread, and only the standard streams and our own descriptors. If a
 * step fails, it writes one line to the report pipe and exits. */
#include "init/runtime/container_child.h"

#include "init/runtime/credentials.h"
#include "init/runtime/die.h"
#include "init/runtime/idmap.h"
#include "init/runtime/loopback.h"
#include "init/runtime/rootfs.h"
#include "init/runtime/self_exe.h"
#include "init/runtime/sync.h"
#include "init/runtime/volumes.h"
#include "init/sys/calls.h"
#include "init/sys/process_start.h"
#include "init/sys/sd_notify.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Waits until the parent has written the id maps. If the mounts need an id map, the parent
 * makes them too, and we receive them here. */
static void wait_for_maps(struct container_child *child)
{
	struct container_plan *plan = child->plan;
	int fds[SYNC_FDS_MAX];
	size_t count = 0;

	if (!(plan->namespaces & CLONE_NEWUSER))
		return;
	if (plan->idmapped && plan->own_root) {
		for (size_t i = 0; i < plan->volume_count; i++)
			count += plan->volumes[i].source != NULL;
		count++;
	}
	bool one_id = false;
	int err = sync_receive(child->monitor_fd, fds, count, &one_id);
	/* -EPIPE: the parent has died and has reported why. */
	if (err == -EPIPE)
		_exit(0);
	if (err)
		die("receive from the front end", NULL, err, NULL);
	if (one_id)
		plan->map.kind = MAP_ONE;
	if (count == 0)
		return;
	plan->root_tree_fd = fds[0];
	for (size_t i = 0, next = 1; i < plan->volume_count; i++) {
		if (plan->volumes[i].source)
			plan->volumes[i].tree_fd = fds[next++];
	}
}

static void set_names(const struct container_plan *plan)
{
	const char *name = plan->hostname, *domain = plan->domainname;

	if (name && sethostname(name, strlen(name)) < 0)
		die("set the host name", name, errno, idmap_obstacle());
	if (domain && setdomainname(domain, strlen(domain)) < 0)
		die("set the domain name", domain, errno, NULL);
}

/* Finds the devices in our own copy of the host's mounts: we can clone only mounts of our
 * own namespace. The init clones nodes by their names. It does not follow symbolic
 * links, which would lead into the new root, so we open the node behind a link here. */
static void find_devices(struct handoff *handoff)
{
	static const char *const names[] = {
#define X(name) #name,
		HANDOFF_DEVICES(X)
#undef X
	};
	int dev = open("/dev", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct stat st;

	handoff->host_dev_fd = dev;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		int fd = HANDOFF_DEV_NONE;

		if (fstatat(dev, names[i], &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISCHR(st.st_mode))
			fd = HANDOFF_DEV_BY_NAME;
		else if (fstatat(dev, names[i], &st, 0) == 0 && S_ISCHR(st.st_mode))
			fd = openat(dev, names[i], O_PATH | O_CLOEXEC);
		handoff->device_fds[i] = fd;
	}
}

static bool is_host_root(const struct container_plan *plan)
{
	struct stat root, own;

	return stat("/", &own) < 0 || fstat(plan->rootfs_fd, &root) < 0 ||
	       (own.st_dev == root.st_dev && own.st_ino == root.st_ino);
}

static void fill_handoff(struct handoff *handoff, const struct container_child *child)
{
	const struct container_plan *plan = child->plan;
	struct winsize size;

	memset(handoff, 0, sizeof *handoff);
	handoff->own_root = plan->own_root;
	handoff->own_files = plan->own_root && (plan->overlay != OVERLAY_NO ||
						(plan->rootfs && !is_host_root(plan)));
	handoff->own_pid_ns = plan->namespaces & CLONE_NEWPID;
	handoff->own_user_ns = plan->namespaces & CLONE_NEWUSER;
	handoff->own_net_ns = plan->namespaces & CLONE_NEWNET;
	handoff->own_ipc_ns = plan->namespaces & CLONE_NEWIPC;
	handoff->own_uts_ns = plan->namespaces & CLONE_NEWUTS;
	handoff->own_cgroup_ns = plan->namespaces & CLONE_NEWCGROUP;
	handoff->single_id = plan->map.kind == MAP_SELF || plan->map.kind == MAP_ONE;
	handoff->read_only = plan->read_only;
	handoff->terminal = (uint8_t)plan->streams.terminal;
	handoff->drop = plan->drop;
	handoff->no_new_privs = plan->no_new_privs;
	handoff->keep_caps = plan->keep_caps;
	handoff->shm_size = plan->shm_size;
	handoff->mask = child->start->mask;
	handoff->child_ignored = child->start->child_ignored;
	handoff->open_files = child->start->open_files;
	if (plan->streams.terminal != HANDOFF_TERMINAL_NONE &&
	    ioctl(plan->streams.screen, TIOCGWINSZ, &size) == 0) {
		handoff->rows = size.ws_row;
		handoff->columns = size.ws_col;
	}
	handoff->monitor_fd = child->monitor_fd;
	handoff->closed_stdio = child->start->closed_stdio;
	handoff->verbosity = child->verbosity;
	handoff->command = child->command;
	handoff->live_list = own_list_allowed(child->start->environment);
	handoff->notify = sd_notify_socket(child->start->environment) != NULL;
}

static void keep_across_exec(int fd)
{
	if (fd >= 0)
		fcntl(fd, F_SETFD, 0);
}

_Noreturn static void exec_init(const struct container_child *child,
				const struct handoff *handoff)
{
	static char name[] = "ctinit", verb[] = "init";
	char *argv[] = { name, verb, NULL };
	int fd = handoff_make(handoff, child->text, child->text_size);

	if (fd < 0)
		die("write the handoff (memfd_create)", NULL, fd, NULL);
	sys_cloexec_from(STDERR_FILENO + 1);
	if (dup2(fd, HANDOFF_FD) < 0)
		die("duplicate the handoff to descriptor 3", NULL, errno, NULL);
	keep_across_exec(handoff->monitor_fd);
	keep_across_exec(handoff->binary_fd);
	keep_across_exec(handoff->host_dev_fd);
	for (int i = 0; i < HANDOFF_DEV_COUNT; i++)
		keep_across_exec(handoff->device_fds[i]);
	execveat(handoff->binary_fd, "", argv, (char **)child->plan->environment,
		 AT_EMPTY_PATH);
	die("start the init", child->self_path, errno, NULL);
}

_Noreturn void container_child_run(struct container_child *child)
{
	static const char protect[] = "protect our own program";
	struct container_plan *plan = child->plan;
	struct protected_exe exe;
	struct handoff handoff;
	int err;

	die_report_fd(child->report_fd);
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	wait_for_maps(child);
	bool own_keyring = credentials_become(plan);
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		die("make the mounts private", NULL, errno, idmap_obstacle());
	set_names(plan);
	if (plan->namespaces & CLONE_NEWNET) {
		err = loopback_up();
		if (err)
			die("bring up the loopback interface", NULL, err,
			    err == -EPERM ? "network = none needs CAP_NET_ADMIN" : NULL);
	}
	fill_handoff(&handoff, child);
	/* The kernel finds a user's keyring by user id, and with MAP_HOST that is an id of
	 * the host. */
	handoff.close_keyrings =
		plan->container && (plan->map.kind == MAP_HOST || !own_keyring);
	err = self_exe_protect(child->self_fd, child->self_path, &exe);
	if (err)
		die(protect, child->self_path, err, NULL);
	find_devices(&handoff);
	if (plan->own_root) {
		umask(0);
		if (plan->root_tree_fd < 0) {
			rootfs_clone(plan, -1);
			volumes_clone(plan, -1);
		}
	}
	err = self_exe_release(&exe, plan->own_root);
	if (err)
		die(protect, child->self_path, err, NULL);
	handoff.binary_fd = exe.program;
	if (plan->own_root) {
		rootfs_enter(plan);
		umask(022);
	}
	credentials_keep_capabilities(plan);
	exec_init(child, &handoff);
}
