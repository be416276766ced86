/* supervisor/ending.c - the time of the end: one deadline for all that waits in it.
 *
 * sup->end_by is that deadline: shutdown-timeout after the end began. A further request only
 * brings it nearer. Each wait of the end asks sup_time_for(): post-stop, the output, what is
 * left in the namespace. The core has the same time for its own waits, and kills what is left
 * at its end; what follows the services then has GRACE. */
#include "supervisor/claims.h"
#include "supervisor/logs.h"
#include "supervisor/proc/cgroup.h"
#include "supervisor/service.h"

#include <signal.h>
#include <stdio.h>

/* How long what follows the services may take: at least, after the second request, after the
 * third; and where nobody asked for the end and no time is written. */
#define GRACE   500
#define HURRIED SECONDS(1)
#define AT_ONCE 250
#define UNASKED SECONDS(30)

#define STUCK SECONDS(1) /* a process that KILL has not ended by then is given up */

static void end_by(struct sup *sup, msec left)
{
	msec by = sup_now() + left;

	if (sup->end_by == 0 || by < sup->end_by)
		sup->end_by = by;
}

static void arm(struct sup *sup, msec wait)
{
	ev_now_update(sup->loop);
	ev_timer_stop(sup->loop, &sup->end_timer);
	ev_timer_set(&sup->end_timer, (double)wait / 1e3, 0.);
	ev_timer_start(sup->loop, &sup->end_timer);
}

void ending_arm(struct sup *sup, msec wait)
{
	if (sup->end_by == 0)
		end_by(sup, core_end_timeout(sup->core));
	arm(sup, wait);
}

msec sup_time_for(const struct sup *sup, msec wish)
{
	msec left = sup->end_by - sup_now();

	if (!core_ending(sup->core))
		return wish;
	if (core_hurried(sup->core) > 0 && left > HURRIED)
		left = HURRIED;
	if (left < 0)
		left = 0;
	return wish < left ? wish : left;
}

bool sup_kills(const struct sup *sup)
{
	return core_hurried(sup->core) >= 2;
}

void sup_drained(struct sup *sup)
{
	sup->finished = true;
	if (sup->logs != NULL)
		log_syslog_end(sup->logs);
	if (sup->done != NULL)
		sup->done(sup->done_context);
}

/* When what follows the services is over. A slow reader of their output has more time where
 * the end was not asked for: no engine waits for it. */
static void set_last(struct sup *sup)
{
	bool written = conf_number(conf_init(sup->conf), CONF_INIT_SHUTDOWN_TIMEOUT) >= 0;
	bool asked = sup->asked || sup->asked_command;
	msec now = sup_now(), least = now + (!asked && !written ? UNASKED : GRACE);

	if (sup->end_by < least)
		sup->end_by = least;
	if (core_hurried(sup->core) == 1)
		end_by(sup, HURRIED);
	else if (sup->requests >= 2)
		end_by(sup, AT_ONCE);
}

void ending_over(struct sup *sup)
{
	if (sup->over)
		return;
	sup->over = true;
	set_last(sup);
	tell_end(sup);
	ev_timer_stop(sup->loop, &sup->end_timer);
	ev_timer_stop(sup->loop, &sup->pause);
	ev_timer_stop(sup->loop, &sup->waits);
	if (!logs_drain(sup))
		sup_drained(sup);
}

/* Processes that KILL does not end: they hang in the kernel, or their control group is
 * frozen. PID 1 does not wait for them; its own end takes them along when they can end. */
static void give_up(struct sup *sup)
{
	for (uint32_t i = 0; i < sup->count; i++) {
		const struct service *svc = sup->services[i];

		if (svc_has_process(core_state(sup->core, i)))
			sup->host->say(SAY_WARNING,
				       "%s: pid %d has not ended 1 s after SIGKILL; "
				       "ctinit does not wait for it any longer",
				       service_name(svc), (int)svc->child.pid);
	}
	ending_over(sup);
}

static void on_end_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct sup *sup = container_of(w, struct sup, end_timer);

	(void)loop;
	(void)revents;
	if (sup_kills(sup)) {
		give_up(sup);
		return;
	}
	if (core_deadline(sup->core, sup_now())) {
		sup->host->say(SAY_WARNING,
			       "shutdown-timeout is over, killing what is left");
		arm(sup, STUCK);
	}
	sup_pump(sup);
}

void ending_init(struct sup *sup)
{
	ev_init(&sup->end_timer, on_end_timer);
}

/* ---- asked ---- */

void sup_shutdown(struct sup *sup, int code, const char *why)
{
	bool ended = core_ending(sup->core);
	char time[32];

	if (!ended)
		snprintf(sup->why, sizeof sup->why, "%s", why);
	sup->asked = true;
	core_shutdown(sup->core, code, sup_now());
	sup_pump(sup);
	if (ended) { /* by itself: from now on an engine waits */
		end_by(sup, core_end_timeout(sup->core));
		logs_hurry(sup);
	}
	if (core_draining(sup->core) && !core_finished(sup->core))
		sup->host->say(SAY_EVENT,
			       "%s: draining for %s before the services are stopped", why,
			       tell_time(conf_number(conf_init(sup->conf), CONF_INIT_DRAIN),
					 time));
}

void sup_hurry(struct sup *sup)
{
	sup->requests++;
	core_hurry(sup->core, sup_now());
	sup_pump(sup);
	if (sup->over)
		end_by(sup, sup->requests >= 2 ? AT_ONCE : HURRIED);
	else if (sup_kills(sup))
		arm(sup, STUCK);
	logs_hurry(sup);
}

/* ---- what is left ---- */

/* All that is below us but belongs to no service any more. */
static void rest_found(struct sup *sup, int number, bool signal)
{
	struct tree_proc *found;
	size_t count;

	claims_begin_rest(sup->claims);
	while (!claims_step(sup->claims))
		;
	found = claims_found(sup->claims, &count);
	for (size_t i = 0; signal && i < count; i++) {
		if (found[i].pid != 0)
			tree_signal(claims_tree(sup->claims), &found[i], number);
	}
	if (number == SIGKILL && !sup->told_rest) /* the rounds after it are of the same */
		tell_rest_killed(sup, found, count);
	sup->told_rest |= number == SIGKILL;
	claims_end(sup->claims);
}

void sup_end_rest(struct sup *sup, int number, bool everybody)
{
	rest_found(sup, number, !everybody);
	if (everybody)
		kill(-1, number);
}

bool sup_drain_rest(struct sup *sup)
{
	if (sup->cgroup_fd >= 0)
		cgroup_remove_all(sup->cgroup_fd);
	if (!logs_is_left(sup) || !logs_drain(sup))
		return false;
	sup->finished = false;
	return true;
}
