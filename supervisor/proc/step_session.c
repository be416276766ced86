/* supervisor/proc/step_session.c - creates a session or process group for a child. */
#include "supervisor/proc/steps.h"

#include <sys/ioctl.h>

struct step_result step_session(const struct spawn_plan *p)
{
	if (p->take_foreground)
		return step_result(child_call(SYS_setpgid, 0, 0, 0));
	int r = child_call(SYS_setsid, 0, 0, 0);
	if (r < 0)
		return step_result(r);
	/* if another session has the terminal, continue without it */
	if (p->session_terminal)
		child_call(SYS_ioctl, p->stdio[0].fd, TIOCSCTTY, 0);
	/* The service's user must be able to open the terminal by name; login(1) does the
	 * same. */
	if (p->session_terminal && p->change_user)
		child_call(SYS_fchown, p->stdio[0].fd, p->uid, -1);
	return step_result(0);
}
