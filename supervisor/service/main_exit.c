/* supervisor/service/main_exit.c - handles the death of a main process. */
#include "supervisor/child/watch.h"
#include "supervisor/cleanup/pidfile.h"
#include "supervisor/hooks/hooks.h"
#include "supervisor/probe/health.h"
#include "supervisor/probe/readiness.h"
#include "supervisor/service/life.h"
#include "supervisor/service/service.h"

void service_main_gone(struct unit *u, pid_t pid)
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
	/* Reads the report pipe a last time, and closes it. */
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
	service_main_gone(u, pid);
}
