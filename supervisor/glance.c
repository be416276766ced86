/* supervisor/glance.c - what is below a main process while that lives.
 *
 * A process that has cleared its environment and made a session of its own cannot be told
 * from a stranger when its parent is dead; but it can be seen before that. So the processes
 * below each main process are looked at once, a second after it became ready, and then no
 * more: an idle supervisor stays idle. What is seen is remembered (claims.h) until the
 * service is over. One timer serves all services. */
#include "supervisor/claims.h"
#include "supervisor/service.h"

#define AT_ONCE 64 /* services in a turn: some 2 ms */

/* Times after it became ready. */
static const msec times[] = { SECONDS(1) };

static void set_timer(struct sup *sup, msec wait)
{
	ev_timer_stop(sup->loop, &sup->glance);
	ev_now_update(sup->loop);
	ev_timer_set(&sup->glance, (double)wait / 1e3, 0.);
	ev_timer_start(sup->loop, &sup->glance);
}

/* How long until it is looked at; negative: never. */
static msec due_in(const struct service *svc, msec now)
{
	const struct core *core = svc->sup->core;

	if (svc->glances == 0 || svc->glances > ARRAY_LEN(times))
		return -1;
	if (core_state(core, service_index(svc)) != SVC_READY || svc->child.pid <= 0 ||
	    svc->leftover != LEFT_NOTHING)
		return -1;
	msec wait = core_since(core, service_index(svc)) + times[svc->glances - 1] - now;
	return wait > 0 ? wait : 0;
}

static void on_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct sup *sup = container_of(w, struct sup, glance);
	msec now = sup_now(), next = -1;
	unsigned done = 0;

	(void)loop;
	(void)revents;
	for (uint32_t i = 0; i < sup->count && !core_ending(sup->core); i++) {
		struct service *svc = sup->services[i];
		msec wait = due_in(svc, now);

		if (wait == 0 && done < AT_ONCE) {
			claims_glance(sup->claims, svc);
			svc->glances++;
			done++;
			wait = due_in(svc, now);
		}
		if (wait >= 0 && (next < 0 || wait < next))
			next = wait;
	}
	if (next >= 0)
		set_timer(sup, next);
}

void glance_init(struct sup *sup)
{
	ev_init(&sup->glance, on_timer);
}

void glance_begin(struct service *svc)
{
	struct sup *sup = svc->sup;

	if (svc->policy->kill != KILL_TREE || svc->in_cgroup || svc->policy->task ||
	    core_ending(sup->core) || !leftovers_can_see(svc))
		return;
	svc->glances = 1;
	if (!ev_is_active(&sup->glance) ||
	    ev_timer_remaining(sup->loop, &sup->glance) * 1e3 > (double)times[0])
		set_timer(sup, times[0]);
}
