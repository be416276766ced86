/* supervisor/proc/step_credentials.c - sets limits, ids, directory and umask of a child. */
#include "supervisor/proc/steps.h"

#include <errno.h>
#include <sys/resource.h>

struct step_result step_limits(const struct spawn_plan *p)
{
	for (int limit = 0; limit < RLIM_NLIMITS; limit++) {
		bool configured = p->limits_set >> limit & 1;

		/* RLIMIT_NOFILE is the only limit that PID 1 changes for itself. */
		if (!configured &&
		    (p->inherited_open_files == NULL || limit != RLIMIT_NOFILE))
			continue;
		int r = child_call(SYS_prlimit64, 0, limit,
				   (long)(configured ? &p->limits[limit]
						     : p->inherited_open_files));
		if (r < 0 && configured)
			return step_failed_on(r, limit);
	}
	return step_result(0);
}

struct step_result step_groups(const struct spawn_plan *p)
{
	if (!p->change_user)
		return step_result(0);
	int r = child_call(SYS_setgroups, (long)p->group_count, (long)p->groups, 0);
	/* In a user namespace with one id setgroups(2) is denied (user_namespaces(7)). That
	 * is fine if the process has no groups. */
	if (r == -EPERM && p->group_count == 0 && child_call(SYS_getgroups, 0, 0, 0) == 0)
		r = 0;
	return step_result(r);
}

struct step_result step_gid(const struct spawn_plan *p)
{
	int r = p->change_user ? child_call(SYS_setresgid, p->gid, p->gid, p->gid) : 0;

	return step_result(r);
}

struct step_result step_uid(const struct spawn_plan *p)
{
	int r = p->change_user ? child_call(SYS_setresuid, p->uid, p->uid, p->uid) : 0;

	return step_result(r);
}

struct step_result step_directory(const struct spawn_plan *p)
{
	int r = p->directory != NULL ? child_call(SYS_chdir, (long)p->directory, 0, 0) : 0;

	return step_result(r);
}

struct step_result step_umask(const struct spawn_plan *p)
{
	child_call(SYS_umask, p->umask, 0, 0);
	return step_result(0);
}
