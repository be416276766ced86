/* supervisor/leftovers.c - what is left of a service after its main process ended, and its
 * whole tree while that lives.
 *
 * What is left gets a signal and CONT, some time, and KILL; then the core may know of the
 * end. After an end that nobody asked for the time is kill-timeout. While the service is
 * stopped it is the rest of the stop's own time: the core's timer keeps running, its next
 * steps are sent to what is left (leftovers_signal.c), and its last one is KILL. So the time
 * is the same whether the main process or a child of it takes long, and shutdown-timeout and
 * further requests shorten it.
 * One walk (supervisor/claims.h) serves all services that have business at that time.
 *
 * The dead main process is named by a pidfd taken while it was not reaped yet: a pidfd
 * means the kernel's struct pid and not a number, so a group signal through it (6.9,
 * PIDFD_SIGNAL_PROCESS_GROUP) can never hit a stranger. */
#include "supervisor/leftovers.h"
#include "supervisor/claims.h"
#include "supervisor/forking.h"
#include "supervisor/proc/kill.h"

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ROUNDS      10
#define KILLED_TIME SECONDS(1)
/* At the container's end the deaths nobody waits for are looked at together. */
#define PARK_SECONDS 0.02
#define SOON_SECONDS 0.02

bool leftovers_by_walk(const struct service *svc)
{
	return svc->in_business && (svc->leftover == LEFT_NOTHING || left_by_walk(svc));
}

void leftovers_look_soon(struct sup *sup)
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
	leftovers_look_soon(sup);
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
	bool exact =
		!left_by_cgroup(svc) && (!left_by_tree(svc) || !core_ending(sup->core));

	if (pid > 0 && svc->policy->kill != KILL_MAIN && state == SVC_KILLING &&
	    (ours || left_group_signal(svc, SIGKILL) == -EINVAL))
		kill_group(pid, SIGKILL);
	if (ours && pid > 0 && svc->policy->kill != KILL_MAIN && exact &&
	    left_group_signals())
		svc->group_fd = (int)syscall(SYS_pidfd_open, pid, 0);
	svc->died = (uint32_t)tree_now();
	svc->leftover = LEFT_UNREAPED;
	svc->want = WANT_NOTHING;
	svc->rounds = 0;
	enter_business(svc);
	if (state == SVC_STOPPING) { /* pre-stop, if that runs, has nothing to wait for */
		core_pre_stopped(sup->core, service_index(svc), sup_now());
		sup_pump(sup);
	}
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
			if (sup->services[i]->is_forking || !left_by_tree(sup->services[i]))
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

static void wait_for_it(struct service *svc, enum leftover now, msec time)
{
	svc->leftover = (uint8_t)now;
	watch_timer(svc, (double)time / 1e3);
}

/* The command of `-- CMD` ends by the signals that are passed on to it; the core has not
 * stopped it. */
static bool was_asked(const struct service *svc)
{
	return svc->sup->asked_command && svc->sup->host->command &&
	       !conf_is_setup(svc->section);
}

void left_wait(struct service *svc)
{
	tell_left(svc);
	if (leftovers_in_stop(svc))
		svc->leftover = LEFT_ASKED; /* the core's timer runs */
	else if (core_state(svc->sup->core, service_index(svc)) == SVC_KILLING)
		leftovers_kill(svc);
	else
		wait_for_it(svc, LEFT_ASKED,
			    was_asked(svc) ? policy_stop_time(svc->policy)
					   : svc->policy->kill_timeout);
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
		left_wait(svc);
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
			left_signal_found(svc, &found[i]);
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
		else if (left_by_walk(svc))
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
	bool unsettled, ask;

	if (!claims_step(sup->claims)) {
		again(sup, 0.);
		return;
	}
	sup->walking = false;
	unsettled = claims_unsettled(sup->claims);
	act(sup);
	ask = unsettled && !claims_ask(sup->claims);
	if (sup->look_again || ask)
		again(sup, ask ? SOON_SECONDS : 0.);
	sup->look_again = false;
}

/* True: nobody waits for any of these, and more will end soon. */
static bool may_park(const struct sup *sup)
{
	if (!core_ending(sup->core) || sup->live == 0)
		return false;
	for (const struct service *s = sup->business; s != NULL; s = s->next_business) {
		if (s->leftover != LEFT_UNREAPED || s->awaited || !left_by_tree(s))
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
		else if (!left_by_walk(svc) && left_is_over(svc))
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
		needed = left_by_walk(svc) && svc->leftover != LEFT_NOTHING;
	any = needed && (wanted || claims_any(sup->claims));

	for (svc = sup->business; svc != NULL; svc = next) {
		next = svc->next_business;
		if (any)
			svc->walked = leftovers_by_walk(svc);
		else if (left_by_walk(svc))
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

/* The command was asked to end once more: no more waiting. */
void leftovers_hurry(struct service *svc)
{
	if (svc->leftover == LEFT_ASKED)
		leftovers_kill(svc);
}

void leftovers_kill(struct service *svc)
{
	if (left_by_walk(svc) || left_by_cgroup(svc)) {
		if (left_by_cgroup(svc))
			leftovers_kill_group(svc);
		wait_for_it(svc, LEFT_KILLED, KILLED_TIME);
		leftovers_look_soon(svc->sup);
		return;
	}
	if (svc->group_fd < 0 || svc->leftover == LEFT_UNREAPED)
		return;
	left_group_signal(svc, SIGKILL);
	wait_for_it(svc, LEFT_KILLED, KILLED_TIME);
}

void leftovers_timeout(struct service *svc)
{
	bool tree = svc->policy->kill == KILL_TREE && leftovers_can_see(svc);

	if (svc->leftover == LEFT_UNREAPED)
		return; /* a timer of the state before: the look that comes decides */
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
