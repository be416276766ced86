/* init/pid1/status_notify.c - tell the supervisor around us when the services are up. */
#include "init/pid1/status_notify.h"

#include "init/handoff/monitor_socket.h"
#include "init/pid1/init.h"
#include "init/pid1/message.h"
#include "init/sys/sd_notify.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define RETRY_SECONDS .1

/* In the order in which they are sent. */
enum { DUE_STARTING = 1, DUE_RELOADING = 2, DUE_READY = 4, DUE_STOPPING = 8 };

void status_notify_open(struct init *init, char *const *environment)
{
	const char *socket = notify_socket(environment);
	struct upward *u = &init->upward;

	u->fd = socket ? notify_open(socket) : -1;
	if (socket && u->fd < 0)
		say(REPORT_WARNING,
		    "cannot connect to NOTIFY_SOCKET=%s: %s; nothing is reported "
		    "there",
		    socket, strerror(-u->fd));
}

static uint64_t now_usec(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static int write_text(struct init *init, unsigned what, char *text, size_t size)
{
	switch (what) {
	case DUE_STARTING: return snprintf(text, size, "STATUS=starting the services");
	case DUE_RELOADING: /* the time is what Type=notify-reload of systemd asks for */
		return snprintf(text, size,
				"RELOADING=1\nMONOTONIC_USEC=%" PRIu64
				"\nSTATUS=reading the file again",
				now_usec());
	case DUE_READY:
		return snprintf(text, size, "READY=1\nSTATUS=%zu services are up",
				sup_count_up(init->sup));
	}
	return snprintf(text, size, "STOPPING=1\nSTATUS=stopping the services");
}

static int send_to_front_end(struct init *init, unsigned what)
{
	if (what == DUE_READY)
		return monitor_send(init->monitor_fd, MONITOR_UP, -1);
	if (what == DUE_STOPPING)
		return monitor_send(init->monitor_fd, MONITOR_STOPPING, -1);
	return 0; /* the front end itself begins starts and reloads */
}

static int send_one(struct init *init, unsigned what)
{
	char text[128];

	if (init->upward.front_end)
		return send_to_front_end(init, what);
	return notify_send(init->upward.fd, text,
			   (size_t)write_text(init, what, text, sizeof text));
}

/* An error other than a full queue is final: a supervisor that is gone must not hold us up. */
static void send_due(struct init *init)
{
	struct upward *u = &init->upward;

	for (unsigned what = DUE_STARTING; what <= DUE_STOPPING; what *= 2) {
		if (!(u->due & what))
			continue;
		if (send_one(init, what) == -EAGAIN) {
			if (!ev_is_active(&u->retry)) {
				ev_timer_set(&u->retry, RETRY_SECONDS, 0.);
				ev_timer_start(init->loop, &u->retry);
			}
			return;
		}
		u->due &= ~what;
	}
}

static void on_retry(struct ev_loop *loop, ev_timer *w, int revents)
{
	(void)loop;
	(void)revents;
	send_due(container_of(w, struct init, upward.retry));
}

static bool wanted(const struct upward *u)
{
	return u->fd >= 0 || u->front_end;
}

void status_notify_begin(struct init *init)
{
	ev_init(&init->upward.retry, on_retry);
	if (wanted(&init->upward))
		init->upward.due = DUE_STARTING;
}

void status_notify_update(struct init *init)
{
	struct upward *u = &init->upward;

	if (!wanted(u))
		return;
	if (!u->up && sup_is_up(init->sup, &u->cursor)) {
		u->up = true;
		u->due |= DUE_READY;
	}
	if (u->reloads != init->reload.asked) {
		u->reloads = init->reload.asked;
		u->reloading = true;
		u->due |= DUE_RELOADING;
	}
	if (u->reloading && reload_is_idle(init) && sup_may_reload(init->sup)) {
		u->reloading = false;
		u->due |= u->up ? DUE_READY : 0;
	}
	if (!u->stopping && sup_ending(init->sup)) {
		u->stopping = true;
		u->due |= DUE_STOPPING;
	}
	if (u->due && !ev_is_active(&u->retry))
		send_due(init);
}
