/* init/outside/identity.c - the child becomes root of its namespaces, or stays who it is. */
#include "init/outside/identity.h"

#include "init/outside/die.h"
#include "init/outside/idmap.h"
#include "init/sys/calls.h"

#include <errno.h>
#include <grp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#define CAPABILITIES_MAX 64

static void become_root(bool groups)
{
	if (setresgid(0, 0, 0) < 0)
		die("become the container's root (gid 0)", NULL, errno, NULL);
	if (groups && setgroups(0, NULL) < 0)
		die("leave the supplementary groups", NULL, errno, NULL);
	if (setresuid(0, 0, 0) < 0)
		die("become the container's root (uid 0)", NULL, errno,
		    "does user-map map the id 0?");
}

void identity_take(const struct plan *plan)
{
	switch (plan->map.kind) {
	case MAP_HOST:
		if (plan->container && setgroups(0, NULL) < 0 && errno != EPERM)
			die("leave the supplementary groups", NULL, errno, NULL);
		break;
	case MAP_SELF: break;
	case MAP_ONE: become_root(false); break;
	case MAP_SUBIDS:
	case MAP_EXPLICIT: become_root(true); break;
	}
	/* Not before the maps: a rootless parent could not write them then. */
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	/* A change of ids has cleared it, prctl(2). */
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	sys_join_session_keyring(); /* what kernel or filter refuses has no keys to lose */
	setsid();
}

void identity_keep_capabilities(const struct plan *plan)
{
	uint64_t effective = 0, permitted = 0;

	if (plan->map.kind != MAP_SELF)
		return;
	if (sys_capget(&effective, &permitted) < 0 ||
	    sys_capset(permitted, permitted, permitted) < 0)
		die("keep what the init needs", NULL, errno, idmap_obstacle());
	for (unsigned long cap = 0; cap < CAPABILITIES_MAX; cap++) {
		if (permitted & (uint64_t)1 << cap)
			prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, cap, 0, 0);
	}
}
