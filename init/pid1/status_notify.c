/* init/pid1/status_notify.c - reports the state of the services with sd_notify(3). */
#include "init/pid1/status_notify.h"

#include "init/handoff/monitor_socket.h"
#include "init/pid1/init.h"
#include "init/pid1/report.h"
#include "init/sys/sd_notify.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define RETRY_SECONDS        .1
#define WATCHDOG_SECONDS_MIN .01

void status_notify_open(struct init *init, char *const *environment)
{
	const char *socket = sd_notify_socket(environment);
	struct status_notify *notify = &init->status_notify;

	notify->watchdog_usec = sd_watchdog_usec(environment, getpid());
	notify->fd = socket ? sd_notify_open(socket) : -1;
	if (socket && notify->fd < 0)
		report(REPORT_WARNING,
		       "cannot connect to NOTIFY_SOCKET=%s: %s; nothing is reported "
		       "there",
		       socket, strerror(-notify->fd));
}

/* Sends nothing for SD_STARTING and SD_RELOADING: the front end itself reports the start
 * and its reloads. */
static int send_to_front_end(struct init *init, enum sd_state state)
{
	switch (state) {
	case SD_READY: return monitor_send(init->monitor_fd, MONITOR_UP, -1);
	case SD_STOPPING: return monitor_send(init->monitor_fd, MONITOR_STOPPING, -1);
	case SD_STARTING:
	case SD_RELOADING:
	case SD_STATE_COUNT: break;
	}
	return 0;
}

static int send_state(struct init *init, enum sd_state state)
{
	static const char *const texts[SD_STATE_COUNT] = {
		[SD_STARTING] = "starting the services",
		[SD_RELOADING] = "reading the file again",
		[SD_STOPPING] = "stopping the services",
	};
	char up[48];

	if (init->status_notify.to_front_end)
		return send_to_front_end(init, state);
	snprintf(up, sizeof up, "%zu services are up",
		 state == SD_READY ? sup_count_ready(init->sup) : 0);
	return sd_notify_send(init->status_notify.fd, state,
			      state == SD_READY ? up : texts[state]);
}

/* Sends the states that are due. If the queue is full, retries later. Drops a state after
 * any other error: a dead supervisor must not delay us. */
static void send_due(struct init *init)
{
	struct status_notify *notify = &init->status_notify;

	for (unsigned state = 0; state < SD_STATE_COUNT; state++) {
		if (!(notify->status.due >> state & 1))
			continue;
		if (send_state(init, (enum sd_state)state) == -EAGAIN) {
			if (!ev_is_active(&notify->retry)) {
				ev_timer_set(&notify->retry, RETRY_SECONDS, 0.);
				ev_timer_start(init->loop, &notify->retry);
			}
			return;
		}
		notify->status.due &= ~(1u << state);
	}
}

static void on_retry(struct ev_loop *loop, ev_timer *w, int revents)
{
	(void)loop;
	(void)revents;
	send_due(container_of(w, struct init, status_notify.retry));
}

static void on_watchdog(struct ev_loop *loop, ev_timer *w, int revents)
{
	(void)loop;
	(void)revents;
	(void)sd_notify_watchdog(
		container_of(w, struct init, status_notify.watchdog)->status_notify.fd);
}

static void begin_watchdog(struct init *init)
{
	struct status_notify *notify = &init->status_notify;
	double half = (double)notify->watchdog_usec / 2e6;

	if (notify->fd < 0 || notify->watchdog_usec == 0)
		return;
	if (half < WATCHDOG_SECONDS_MIN)
		half = WATCHDOG_SECONDS_MIN;
	ev_timer_init(&notify->watchdog, on_watchdog, 0., half);
	ev_timer_start(init->loop, &notify->watchdog);
}

static bool is_wanted(const struct status_notify *notify)
{
	return notify->fd >= 0 || notify->to_front_end;
}

void status_notify_begin(struct init *init)
{
	ev_init(&init->status_notify.retry, on_retry);
	begin_watchdog(init);
	if (is_wanted(&init->status_notify))
		sd_status_init(&init->status_notify.status);
}

void status_notify_update(struct init *init)
{
	struct status_notify *notify = &init->status_notify;

	if (!is_wanted(notify))
		return;
	const struct sd_facts facts = {
		.up = notify->status.up || sup_is_up(init->sup, &notify->cursor),
		.reload_over = reload_is_idle(init) && sup_can_reload(init->sup),
		.ending = sup_is_shutting_down(init->sup),
		.reloads = init->reload.requests,
	};
	sd_status_update(&notify->status, &facts);
	if (notify->status.due && !ev_is_active(&notify->retry))
		send_due(init);
}
