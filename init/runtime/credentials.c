/* init/runtime/credentials.c - sets the ids, groups, keyring and session of the child. */
#include "init/runtime/credentials.h"

#include "init/runtime/die.h"
#include "init/runtime/idmap.h"
#include "init/sys/calls.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define CAPABILITIES_MAX 64

/* Returns true if this user namespace, or a parent of it, forbids setgroups(2):
 * user_namespaces(7). */
static bool is_denied(void)
{
	char word[8] = "";
	int err = errno, fd = open("/proc/self/setgroups", O_RDONLY | O_CLOEXEC);

	if (fd >= 0) {
		(void)!read(fd, word, sizeof word - 1);
		close(fd);
	}
	errno = err;
	return strncmp(word, "deny", 4) == 0;
}

static void become_root(bool groups)
{
	if (setresgid(0, 0, 0) < 0)
		die("become the container's root (gid 0)", NULL, errno, NULL);
	/* With one id setgroups(2) is denied, unless a helper has written the group map. */
	if (setgroups(0, NULL) < 0 && groups && !(errno == EPERM && is_denied()))
		die("drop the supplementary groups", NULL, errno, NULL);
	if (setresuid(0, 0, 0) < 0)
		die("become the container's root (uid 0)", NULL, errno,
		    "does user-map map the id 0?");
}

/* Returns true if we have left the caller's keyring, or if keyring calls fail anyway.
 * Returns false if we still have it because the quota is used up. */
static bool leave_keyring(void)
{
	long r = sys_join_session_keyring();

	return r >= 0 || r == -ENOSYS || r == -EPERM;
}

bool credentials_become(const struct container_plan *plan)
{
	bool own_keyring = leave_keyring();

	switch (plan->map.kind) {
	case MAP_HOST:
		if (plan->container && setgroups(0, NULL) < 0 && errno != EPERM)
			die("drop the supplementary groups", NULL, errno, NULL);
		break;
	case MAP_SELF: break;
	case MAP_ONE: become_root(false); break;
	case MAP_SUBIDS:
	case MAP_EXPLICIT: become_root(true); break;
	}
	/* Not earlier: a parent that is not root cannot write the maps of a process that is
	 * not dumpable. */
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	/* The change of ids has cleared the parent-death signal (prctl(2)). */
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	setsid();
	return own_keyring;
}

void credentials_keep_capabilities(const struct container_plan *plan)
{
	uint64_t effective = 0, permitted = 0;

	if (plan->map.kind != MAP_SELF)
		return;
	if (sys_capget(&effective, &permitted) < 0 ||
	    sys_capset(permitted, permitted, permitted) < 0)
		die("keep the capabilities of the init", NULL, errno, idmap_obstacle());
	for (unsigned long cap = 0; cap < CAPABILITIES_MAX; cap++) {
		if (permitted & (uint64_t)1 << cap)
			prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, cap, 0, 0);
	}
}
