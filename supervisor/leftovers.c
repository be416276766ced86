/* supervisor/leftovers.c - what is left of a group after its leader ended.
 *
 * The dead leader is named by a pidfd taken while it was not reaped yet: a pidfd means the
 * kernel's struct pid and not a number, so a group signal through it (6.9,
 * PIDFD_SIGNAL_PROCESS_GROUP) can never hit a stranger. Older kernels: the group is asked
 * by number right after the reap, and killed at once instead of after a wait. */
#include "supervisor/proc/kill.h"
#include "supervisor/service.h"

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#define GROUP 4u /* PIDFD_SIGNAL_PROCESS_GROUP, include/uapi/linux/pidfd.h */

static int group_signal(const struct service *svc, int signal)
{
	return syscall(SYS_pidfd_send_signal, svc->group_fd, signal, NULL, GROUP) < 0
		       ? -errno
		       : 0;
}

/* In sup_child_exited(): the leader is dead and pins its number. */
void leftovers_begin(struct service *svc, pid_t pid)
{
	struct sup *sup = svc->sup;
	enum svc_state state = core_state(sup->core, service_index(svc));

	if (svc->kill_group && state == SVC_KILLING)
		kill_group(pid, SIGKILL);
	svc->group_fd = svc->kill_group ? (int)syscall(SYS_pidfd_open, pid, 0) : -1;
	svc->leftover = LEFT_UNREAPED;
	svc->next_dead = sup->dead;
	sup->dead = svc;
	ev_feed_event(sup->loop, &sup->settle, EV_CUSTOM);
}

static void wait_for_it(struct service *svc, enum leftover now)
{
	svc->leftover = (uint8_t)now;
	ev_now_update(svc->sup->loop);
	ev_timer_stop(svc->sup->loop, &svc->timer);
	ev_timer_set(&svc->timer, 1., 0.);
	ev_timer_start(svc->sup->loop, &svc->timer);
}

/* True: nothing is left, or nothing can be done about it. */
static bool is_over(struct service *svc)
{
	int r = svc->group_fd >= 0 ? group_signal(svc, 0) : -ESRCH;

	if (r == -EINVAL) { /* before 6.9 */
		kill_group(svc->child.pid, SIGKILL);
		return true;
	}
	if (r < 0 && r != -EPERM)
		return true;
	if (svc->leftover == LEFT_UNREAPED) {
		group_signal(svc, SIGTERM);
		group_signal(svc, SIGCONT);
		wait_for_it(svc, LEFT_ASKED);
	}
	return false;
}

static void finish(struct service *svc)
{
	ev_timer_stop(svc->sup->loop, &svc->timer);
	if (svc->group_fd >= 0)
		close(svc->group_fd);
	svc->group_fd = -1;
	svc->leftover = LEFT_NOTHING;
	svc->child.pid = 0;
	service_ended(svc);
}

void leftovers_look(struct sup *sup)
{
	struct service *svc = sup->dead, *next;

	sup->dead = NULL;
	for (; svc != NULL; svc = next) {
		next = svc->next_dead;
		if (is_over(svc)) {
			finish(svc);
			continue;
		}
		svc->next_dead = sup->dead;
		sup->dead = svc;
	}
	sup_pump(sup);
}

void leftovers_kill(struct service *svc)
{
	if (svc->group_fd < 0 || svc->leftover == LEFT_UNREAPED)
		return;
	group_signal(svc, SIGKILL);
	wait_for_it(svc, LEFT_KILLED);
}

void leftovers_timeout(struct service *svc)
{
	struct service **at = &svc->sup->dead;

	if (svc->leftover == LEFT_ASKED) {
		svc->sup->host->say(SAY_WARNING, "%s: killing what is left of its group",
				    service_name(svc));
		leftovers_kill(svc);
		return;
	}
	svc->sup->host->say(SAY_WARNING, "%s: some of its group cannot be ended",
			    service_name(svc));
	while (*at != NULL && *at != svc)
		at = &(*at)->next_dead;
	if (*at == svc)
		*at = svc->next_dead;
	finish(svc);
	sup_pump(svc->sup);
}
