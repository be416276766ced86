/* supervisor/service/service.c - handles the events of a unit: its timer, the end of its
 * process. */
#include "supervisor/service/service.h"

#include "conf/base/clock.h"
#include "supervisor/child/watch.h"
#include "supervisor/cleanup/pidfile.h"
#include "supervisor/env/accounts.h"
#include "supervisor/hooks/hooks.h"
#include "supervisor/probe/conditions.h"
#include "supervisor/probe/health.h"
#include "supervisor/probe/readiness.h"
#include "supervisor/service/life.h"
#include "supervisor/service/retry.h"

#include <stddef.h>

static void on_timer_expired(struct unit *u)
{
	if (retry_start_is_due(u)) {
		service_start(u);
		context_pump(u->ctx);
		return;
	}
	if (u->cleanup_phase != CLEANUP_NONE && !cleanup_is_within_stop(u)) {
		cleanup_timer_expired(u);
		return;
	}
	core_timeout(u->ctx->core, u->index, clock_now());
	context_pump(u->ctx);
}

static void on_accounts_read(struct unit *u, unsigned step)
{
	switch ((enum accounts_step)step) {
	case ACCOUNTS_NO_STEP: break;
	case ACCOUNTS_PREPARE: prepare_start(u); break;
	case ACCOUNTS_SPAWN: service_spawn(u); break;
	case ACCOUNTS_START: service_start(u); break;
	}
}

static void on_main_gone(struct unit *u, pid_t pid)
{
	readiness_end(u);
	health_end(u);
	hooks_main_ended(u);
	cleanup_begin(u, pid);
}

void service_main_exited(struct unit *u, pid_t pid, int wstatus)
{
	u->main.wstatus = wstatus;
	u->has_ended = true;
	u->ctx->main_processes--;
	cleanup_move(u, CLEANUP_ON_DEATH);
	/* The report pipe is read once more, and closed. */
	if (watch_report_fd(u) >= 0 && service_read_report(u))
		service_program_runs(u);
	if (u->may_change_main) {
		cleanup_move(u, CLEANUP_ON_REPLACED);
		readiness_read_last(u);
		if (pidfile_launcher_exited(u, pid, wstatus) ||
		    pidfile_begin_handover(u, pid)) {
			readiness_main_replaced(u);
			return;
		}
		pidfile_main_exited(u);
	}
	on_main_gone(u, pid);
}

const struct unit_events service_events = {
	.timer_expired = on_timer_expired,
	.exec_reported = service_exec_reported,
	.start = service_start,
	.start_failed = service_start_failed,
	.accounts_read = on_accounts_read,
	.running = service_running,
	.main_exited = service_main_exited,
	.main_gone = on_main_gone,
	.cleaned_up = service_cleaned_up,
	.stopped = service_stopped,
	.kill = stop_kill,
};

const struct unit_layout service_layout = {
	.size = sizeof(struct service),
	.cleanup = offsetof(struct service, cleanup),
	.env = offsetof(struct service, env),
	.spawn = offsetof(struct service, spawn),
	.watch = offsetof(struct service, watch),
};
