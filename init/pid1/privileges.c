/* init/pid1/privileges.c - drops privileges, and verifies that the container has no
 * others. */
#include "init/pid1/privileges.h"

#include "init/handoff/handoff.h"
#include "init/pid1/keyrings.h"
#include "init/pid1/setup_fail.h"
#include "init/sys/calls.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#define BIT(cap) ((uint64_t)1 << (cap))

/* PID 1 needs these to start services as other users and to kill them. The bounding set
 * still limits its children. */
#define OWN_NEED (BIT(CAP_KILL) | BIT(CAP_SETUID) | BIT(CAP_SETGID))

static void drop_bounding_set(uint64_t keep)
{
	for (int cap = 0; cap < 64; cap++) {
		if (keep & BIT(cap) || prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) == 0)
			continue;
		if (errno == EINVAL)
			return; /* the kernel has no more capabilities */
		setup_fail("drop capabilities", NULL, errno, NULL);
	}
}

static void close_keyrings(const struct handoff *handoff)
{
	int r = handoff->close_keyrings ? keyrings_close() : 0;

	if (r < 0)
		setup_fail("filter the system calls for keys", NULL, r,
			   "without a filter the keys of the host's root could be read; "
			   "user-map = auto keeps them apart");
}

void privileges_drop(const struct handoff *handoff)
{
	uint64_t effective, permitted;

	close_keyrings(handoff); /* needs CAP_SYS_ADMIN or no_new_privs */
	if (handoff->drop) {
		int r = sys_capget(&effective, &permitted);

		if (r < 0)
			setup_fail("read the capabilities", NULL, r, NULL);
		if (permitted & BIT(CAP_SETPCAP))
			drop_bounding_set(handoff->keep_caps);
		prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
		permitted &= handoff->keep_caps | OWN_NEED;
		r = sys_capset(permitted, permitted, 0);
		if (r < 0)
			setup_fail("drop capabilities", NULL, r, NULL);
	}
	if (handoff->no_new_privs && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		setup_fail("set no_new_privs", NULL, errno, NULL);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

static void verify_capabilities(const struct handoff *handoff)
{
	uint64_t effective = 0, permitted = 0;
	bool root = geteuid() == 0;

	if (!handoff->drop)
		return;
	sys_capget(&effective, &permitted);
	if (permitted & ~(handoff->keep_caps | OWN_NEED))
		setup_fail("continue: capabilities are left that should be dropped", NULL,
			   0, NULL);
	for (int cap = 0; root && cap < 64; cap++) {
		int has = handoff->keep_caps & BIT(cap)
				  ? 0
				  : prctl(PR_CAPBSET_READ, cap, 0, 0, 0);

		if (has < 0)
			break; /* the kernel has no more capabilities */
		if (has)
			setup_fail("continue: the bounding set is too large", NULL, 0,
				   NULL);
	}
}

static void verify_root(const struct handoff *handoff)
{
	struct statvfs root;
	struct statfs proc;

	if (!handoff->own_root)
		return;
	if (statvfs("/", &root) < 0 || !(root.f_flag & ST_NODEV))
		setup_fail("continue: the root allows devices", NULL, 0, NULL);
	if (handoff->read_only && !(root.f_flag & ST_RDONLY))
		setup_fail("continue: the root is not read-only", NULL, 0, NULL);
	if (statfs("/proc", &proc) < 0 || proc.f_type != PROC_SUPER_MAGIC)
		setup_fail("continue: /proc is not proc", NULL, 0, NULL);
}

static void verify_place(void)
{
	char path[8];

	if (sys_getcwd(path, sizeof path) < 0 || strcmp(path, "/") != 0)
		setup_fail("continue: the working directory is not /", NULL, 0, NULL);
}

static void verify_descriptor(int fd)
{
	int flags = fd > STDERR_FILENO ? fcntl(fd, F_GETFD) : -1;

	if (flags >= 0 && !(flags & FD_CLOEXEC))
		setup_fail("continue: a descriptor would leak into services", NULL, 0,
			   NULL);
}

/* Sets CLOEXEC on all descriptors. If the kernel refuses that, checks the open ones, or the
 * first thousand numbers without /proc. */
static void verify_descriptors(void)
{
	DIR *open;
	struct dirent *entry;

	if (close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC) == 0)
		return;
	open = opendir("/proc/self/fd");
	while (open && (entry = readdir(open)) != NULL)
		verify_descriptor((int)strtol(entry->d_name, NULL, 10));
	for (int fd = 0; !open && fd < 1024; fd++)
		verify_descriptor(fd);
	if (open)
		closedir(open);
}

void setup_verify(const struct handoff *handoff)
{
	verify_capabilities(handoff);
	if (handoff->no_new_privs && prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1)
		setup_fail("continue: no_new_privs is not set", NULL, 0, NULL);
	if (handoff->close_keyrings && !keyrings_are_closed())
		setup_fail("continue: the keyrings of the host are accessible", NULL, 0,
			   NULL);
	verify_root(handoff);
	verify_place();
	verify_descriptors();
}
