/* supervisor/probe/finish.c - watches descriptors for a probe, and ends the probe. */
#include "supervisor/probe/finish.h"

#include "supervisor/base/io.h"
#include "supervisor/base/timer.h"
#include "supervisor/env/cache.h"
#include "supervisor/proc/fd.h"
#include "supervisor/proc/scm_rights.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

void probe_watch_fd(struct probe *probe, int fd, int events)
{
	io_stop(probe->unit->ctx->loop, &probe->io);
	io_set(&probe->io, fd, events);
	io_start(probe->unit->ctx->loop, &probe->io);
}

void probe_close_fd(struct probe *probe)
{
	int fd = probe->io.fd;

	io_stop(probe->unit->ctx->loop, &probe->io);
	io_set(&probe->io, -1, EV_READ);
	if (fd >= 0 && probe->kind == READY_UNIX)
		socket_close_discarding(fd);
	else
		fd_close(fd);
}

void probe_set_timer(struct probe *probe, msec wait)
{
	timer_arm(probe->unit->ctx->loop, &probe->timer,
		  wait > 0 ? (double)wait / 1e3 : 0.);
}

static void stop_watching(struct probe *probe)
{
	ev_timer_stop(probe->unit->ctx->loop, &probe->timer);
	probe_close_fd(probe);
	probe->state = PROBE_IDLE;
}

void probe_cancel(struct probe *probe)
{
	if (probe->state == PROBE_READING_ENV)
		env_cache_cancel(probe->unit);
	stop_watching(probe);
	helper_cancel(&probe->helper);
}

void probe_detach(struct probe *probe)
{
	stop_watching(probe);
	helper_detach(&probe->helper);
}

void probe_finish(struct probe *probe, bool passed, const char *text)
{
	probe_cancel(probe);
	probe->done(probe, passed, text);
}

static const char *const actions[] = {
#define X(name, word) [ACTION_##name] = word " ",
	PROBE_ACTIONS(X)
#undef X
};

void probe_fail(struct probe *probe, enum probe_action action, const char *reason)
{
	char text[HELPER_TEXT];

	snprintf(text, sizeof text, "%s%s: %s", actions[action], probe->label, reason);
	probe_finish(probe, false, text);
}

const char *probe_reason(const char *text)
{
	const char *colon;

	for (size_t i = 0; i < ARRAY_LEN(actions); i++)
		if (strncmp(text, actions[i], strlen(actions[i])) == 0 &&
		    (colon = strstr(text, ": ")) != NULL)
			return colon + 2;
	return text;
}
