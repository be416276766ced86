/* supervisor/leftovers.c - what is left of a service after its main process ended, and its
 * whole tree while that lives.
 *
 * What is left gets TERM and CONT, one second, KILL; then the core may know of the end.
 * One walk (supervisor/claims.h) serves all services that have business at that time.
 *
 * The dead main process is named by a pidfd taken while it was not reaped yet: a pidfd
 * means the kernel's struct pid and not a number, so a group signal through it (6.9,
 * PIDFD_SIGNAL_PROCESS_GROUP) can never hit a stranger. */
#include "supervisor/claims.h"
#include "supervisor/forking.h"
#include "supervisor/proc/cgroup.h"
#include "supervisor/proc/kill.h"

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#define GROUP  4u /* PIDFD_SIGNAL_PROCESS_GROUP, include/uapi/linux/pidfd.h */
#define ROUNDS 10
/* At the container's end the deaths nobody waits for are looked at together. */
#define PARK_SECONDS 0.02
#define SOON_SECONDS 0.001

static bool no_group_signals; /* before 6.9 */

static int group_signal(const struct service *svc, int signal)
{
	if (svc->group_fd < 0)
		return -ESRCH;
	return syscall(SYS_pidfd_send_signal, svc->group_fd, signal, NULL, GROUP) < 0
		       ? -errno
		       : 0;
}

bool leftovers_group_lives(const struct service *svc)
{
	int r = group_signal(svc, 0);

	return r == 0 || r == -EPERM;
}

static bool by_cgroup(const struct service *svc)
{
	return svc->policy->kill == KILL_TREE && svc->in_cgroup;
}

static bool by_tree(const struct service *svc)
{
	return svc->policy->kill == KILL_TREE && !svc->in_cgroup &&
	       claims_possible(svc->sup->claims);
}

bool leftovers_by_walk(const struct service *svc)
{
	return svc->in_business && (svc->leftover == LEFT_NOTHING || by_tree(svc));
}

static void look_soon(struct sup *sup)
{
	ev_feed_event(sup->loop, &sup->settle, EV_CUSTOM);
}

static void enter_business(struct service *svc)
{
	struct sup *sup = svc->sup;

	if (!svc->in_business) {
		svc->in_business = true;
		svc->next_business = sup->business;
		sup->business = svc;
	}
	svc->walked = false;
	look_soon(sup);
}

static void leave_business(struct service *svc)
{
	struct service **at = &svc->sup->business;

	while (*at != NULL && *at != svc)
		at = &(*at)->next_business;
	if (*at == svc)
		*at = svc->next_business;
	svc->in_business = svc->walked = false;
}

/* In sup_child_exited(): the main process is dead and pins its number; or it was not our
 * child, and svc->group_fd is its pidfd already. */
void leftovers_begin(struct service *svc, pid_t pid)
{
	struct sup *sup = svc->sup;
	enum svc_state state = core_state(sup->core, service_index(svc));
	/* At the end of all a mistake within one clock tick does no harm: all goes. */
	bool ours = svc->group_fd < 0;
	bool exact = !by_cgroup(svc) && (!by_tree(svc) || !core_ending(sup->core));

	if (pid > 0 && svc->policy->kill != KILL_MAIN && state == SVC_KILLING &&
	    (ours || group_signal(svc, SIGKILL) == -EINVAL))
		kill_group(pid, SIGKILL);
	if (ours && pid > 0 && svc->policy->kill != KILL_MAIN && exact && !no_group_signals)
		svc->group_fd = (int)syscall(SYS_pidfd_open, pid, 0);
	svc->died = (uint32_t)tree_now();
	svc->leftover = LEFT_UNREAPED;
	svc->want = WANT_NOTHING;
	svc->rounds = 0;
	enter_business(svc);
}

/* Whose numbers are used once they are dead? Of jobs and of who is killed, their groups';
 * of the others only where a pidfd of the dead is taken (above). */
bool sup_wants_pins(struct sup *sup)
{
	if (!core_ending(sup->core) || sup->killed || sup->jobs > 0)
		return true;
	if (sup->pins == PINS_UNKNOWN) {
		sup->pins = PINS_NONE;
		for (uint32_t i = 0; i < sup->count; i++) {
			if (sup->services[i]->is_forking || !by_tree(sup->services[i]))
				sup->pins = PINS_SOME;
		}
	}
	return sup->pins == PINS_SOME;
}

void leftovers_want(struct service *svc, enum leftover_want want, uint32_t step)
{
	svc->want = (uint8_t)want;
	svc->want_step = (uint8_t)step;
	enter_business(svc);
}

bool leftovers_can_see(const struct service *svc)
{
	return claims_possible(svc->sup->claims);
}

static void wait_for_it(struct service *svc, enum leftover now)
{
	svc->leftover = (uint8_t)now;
	ev_now_update(svc->sup->loop);
	watch_timer(svc, 1.);
}

/* Its main process is dead and something is left: it got TERM, and a second. */
static void wait_for_asked(struct service *svc)
{
	tell_left(svc);
	wait_for_it(svc, LEFT_ASKED);
}

static void finish(struct service *svc)
{
	watch_no_timer(svc);
	if (svc->group_fd >= 0)
		close(svc->group_fd);
	svc->group_fd = -1;
	svc->leftover = LEFT_NOTHING;
	svc->child.pid = 0;
	service_leave_group(svc);
	leave_business(svc);
	claims_forget(svc->sup->claims, service_index(svc));
	service_ended(svc);
}

/* ---- its control group ---- */

static bool cgroup_is_over(struct service *svc)
{
	int own = svc->sup->cgroup_fd;

	if (cgroup_populated(own, service_name(svc)) <= 0)
		return true;
	if (svc->leftover == LEFT_UNREAPED) {
		cgroup_signal(own, service_name(svc), SIGTERM);
		wait_for_asked(svc);
	}
	return false;
}

void leftovers_kill_group(struct service *svc)
{
	struct tree_proc found[32];
	pid_t pids[ARRAY_LEN(found)];
	int own = svc->sup->cgroup_fd;
	size_t count = cgroup_members(own, service_name(svc), pids, ARRAY_LEN(pids));

	svc->fresh = 0;
	for (size_t i = 0; i < count; i++) {
		found[i] = (struct tree_proc){ .owner = service_index(svc),
					       .mine = MINE_FRESH };
		if (pids[i] != svc->child.pid &&
		    tree_look(claims_tree(svc->sup->claims), pids[i], &found[i]))
			svc->fresh++;
	}
	if (svc->fresh > 0)
		tell_killed(svc, found, count);
	cgroup_kill(own, service_name(svc));
	if (svc->leftover == LEFT_NOTHING)
		kill_now(svc->child.pid, forking_pidfd(svc), true);
}

/* ---- the group alone ---- */

/* True: nothing is left of its group, or nothing can be done about it. Before 6.9 the
 * group is asked by number right after the reap, and killed at once. */
static bool group_is_over(struct service *svc)
{
	int r = group_signal(svc, 0);

	if (svc->policy->kill == KILL_MAIN)
		return true;
	if (by_cgroup(svc))
		return cgroup_is_over(svc);
	if (r == -EINVAL || (no_group_signals && svc->leftover == LEFT_UNREAPED)) {
		no_group_signals = true;
		kill_group(svc->child.pid, SIGKILL);
		return true;
	}
	if (r < 0 && r != -EPERM)
		return true;
	if (svc->leftover == LEFT_UNREAPED) {
		group_signal(svc, SIGTERM);
		group_signal(svc, SIGCONT);
		wait_for_asked(svc);
	}
	return false;
}

/* ---- the tree ---- */

/* It is gone, not ours to signal, or has made a session since it was looked at: then the
 * next look finds it. */
static void missed(struct service *svc, struct tree_proc *p)
{
	if (!(p->mine & MINE_MISSED))
		svc->sup->look_again = true;
	p->mine |= MINE_MISSED;
}

static void signal_found(struct service *svc, struct tree_proc *p)
{
	const struct tree *t = claims_tree(svc->sup->claims);
	bool kill = svc->leftover == LEFT_KILLED ||
		    (svc->leftover == LEFT_NOTHING && svc->want == WANT_KILL);

	if (p->mine & MINE_MAIN)
		return;
	svc->left++;
	if (kill) {
		if (!tree_signal(t, p, SIGKILL)) {
			missed(svc, p);
		} else if (!(p->mine & MINE_KILLED)) {
			p->mine |= MINE_KILLED | MINE_FRESH;
			svc->fresh++;
		}
	} else if (svc->leftover == LEFT_NOTHING) {
		if (svc->want == WANT_SIGNAL && svc->policy->stop_target == TARGET_TREE)
			tree_signal(t, p, svc->policy->stop_signals[svc->want_step]);
	} else if (!(p->mine & MINE_ASKED)) {
		if (tree_signal(t, p, SIGTERM))
			p->mine |= MINE_ASKED;
		else
			missed(svc, p);
	}
	claims_note(svc->sup->claims, p);
}

/* Each of its main process, its group or its tree, as it was asked for. */
static void do_want(struct service *svc)
{
	int signal = svc->policy->stop_signals[svc->want_step];
	int fd = forking_pidfd(svc);

	if (svc->want == WANT_KILL)
		kill_now(svc->child.pid, fd, svc->policy->kill != KILL_MAIN);
	else if (svc->policy->stop_target != TARGET_GROUP ||
		 !kill_stop_group(svc->child.pid, fd, signal))
		kill_stop(svc->child.pid, fd, signal);
	svc->want = WANT_NOTHING;
	leave_business(svc);
}

static void after_round(struct service *svc)
{
	if (svc->left == 0) {
		if (!claims_unsettled(svc->sup->claims))
			finish(svc);
	} else if (svc->leftover == LEFT_UNREAPED) {
		wait_for_asked(svc);
	} else if (svc->leftover == LEFT_KILLED && svc->fresh > 0 &&
		   ++svc->rounds < ROUNDS) {
		/* Each round may uncover what was forked meanwhile. */
		svc->sup->look_again = true;
	}
}

static void act(struct sup *sup)
{
	size_t count;
	struct tree_proc *found = claims_found(sup->claims, &count);
	struct service *svc, *next;

	for (svc = sup->business; svc != NULL; svc = svc->next_business)
		svc->left = svc->fresh = 0;
	for (size_t i = 0; i < count; i++) {
		svc = found[i].pid != 0 ? sup->services[found[i].owner] : NULL;
		if (svc != NULL && svc->walked)
			signal_found(svc, &found[i]);
	}
	for (svc = sup->business; svc != NULL; svc = next) {
		next = svc->next_business;
		if (!svc->walked) { /* it may have come while the walk went on */
			sup->look_again = true;
			continue;
		}
		if (svc->fresh > 0)
			tell_killed(svc, found, count);
		if (svc->leftover == LEFT_NOTHING)
			do_want(svc);
		else if (by_tree(svc))
			after_round(svc);
	}
	claims_end(sup->claims);
}

static void again(struct sup *sup, double seconds)
{
	ev_timer_stop(sup->loop, &sup->settle);
	ev_timer_set(&sup->settle, seconds, 0.);
	ev_timer_start(sup->loop, &sup->settle);
}

static void walk(struct sup *sup)
{
	bool unsettled;

	if (!claims_step(sup->claims)) {
		again(sup, 0.);
		return;
	}
	sup->walking = false;
	unsettled = claims_unsettled(sup->claims);
	act(sup);
	if (sup->look_again || unsettled)
		again(sup, unsettled ? SOON_SECONDS : 0.);
	sup->look_again = false;
}

/* True: nobody waits for any of these, and more will end soon. */
static bool may_park(const struct sup *sup)
{
	if (!core_ending(sup->core) || sup->live == 0)
		return false;
	for (const struct service *s = sup->business; s != NULL; s = s->next_business) {
		if (s->leftover != LEFT_UNREAPED || s->awaited || !by_tree(s))
			return false;
	}
	return sup->business != NULL;
}

/* Those that need no walk. True: one is needed for the others. */
static bool settle_simple(struct sup *sup)
{
	struct service *svc, *next;
	bool needed = false;

	for (svc = sup->business; svc != NULL; svc = next) {
		next = svc->next_business;
		svc->walked = false;
		if (svc->leftover == LEFT_NOTHING && claims_possible(sup->claims))
			needed = true; /* it wants something */
		else if (svc->leftover == LEFT_NOTHING)
			do_want(svc);
		else if (!by_tree(svc) && group_is_over(svc))
			finish(svc);
	}
	return needed;
}

static void look(struct sup *sup)
{
	struct service *svc, *next;
	bool wanted = settle_simple(sup), needed = wanted;
	bool any;

	for (svc = sup->business; svc != NULL && !needed; svc = svc->next_business)
		needed = by_tree(svc) && svc->leftover != LEFT_NOTHING;
	any = needed && (wanted || claims_any(sup->claims));

	for (svc = sup->business; svc != NULL; svc = next) {
		next = svc->next_business;
		if (any)
			svc->walked = leftovers_by_walk(svc);
		else if (by_tree(svc))
			finish(svc);
	}
	if (any) {
		sup->walking = true;
		claims_begin(sup->claims);
		walk(sup);
	}
}

/* `again`: in its own turn, not because of a death. */
void leftovers_look(struct sup *sup, bool own_turn)
{
	if (sup->walking) {
		sup->look_again |= !own_turn;
		if (own_turn)
			walk(sup);
	} else if (!own_turn && may_park(sup)) {
		if (!ev_is_active(&sup->settle))
			again(sup, PARK_SECONDS);
	} else {
		ev_timer_stop(sup->loop, &sup->settle);
		look(sup);
	}
	sup_pump(sup);
}

void leftovers_kill(struct service *svc)
{
	if (by_tree(svc) || by_cgroup(svc)) {
		if (by_cgroup(svc))
			leftovers_kill_group(svc);
		wait_for_it(svc, LEFT_KILLED);
		look_soon(svc->sup);
		return;
	}
	if (svc->group_fd < 0 || svc->leftover == LEFT_UNREAPED)
		return;
	group_signal(svc, SIGKILL);
	wait_for_it(svc, LEFT_KILLED);
}

void leftovers_timeout(struct service *svc)
{
	bool tree = by_tree(svc) || by_cgroup(svc);

	if (svc->leftover == LEFT_ASKED) {
		if (!tree)
			svc->sup->host->say(SAY_WARNING,
					    "%s: killing what is left of its group",
					    service_name(svc));
		leftovers_kill(svc);
		return;
	}
	svc->sup->host->say(SAY_WARNING, "%s: some of its %s cannot be ended",
			    service_name(svc), tree ? "processes" : "group");
	finish(svc);
	sup_pump(svc->sup);
}
