/* supervisor/service/start_report.c - reads the report of a start.
 *
 * If the program runs, the start continues. */
#include "conf/base/clock.h"
#include "supervisor/child/channel_pool.h"
#include "supervisor/child/watch.h"
#include "supervisor/probe/readiness.h"
#include "supervisor/service/life.h"
#include "supervisor/service/messages.h"
#include "supervisor/service/service.h"
#include "supervisor/start/plan.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Reports the step that failed. Fills in the plan again, because it was not kept. */
static void report_failed_step(struct unit *u, const struct spawn_report *report)
{
	struct spawn_plan plan;
	struct conf_value ready;
	struct env env;
	char why[512], text[512];

	u->ctx->scratch.used = 0;
	if (plan_fill(u, &plan, &env, &ready, &TEXT(why)) < 0)
		snprintf(text, sizeof text, "cannot %s: %s", spawn_step_word(report->step),
			 strerror(report->err));
	else
		spawn_explain(&plan, report, &TEXT(text));
	report_start_error(u, text);
}

bool service_read_report(struct unit *u)
{
	uint8_t *channel = unit_channel(u);
	struct spawn_report report;
	ssize_t n = read(watch_report_fd(u), &report, sizeof report);

	if (n < 0 && (errno == EAGAIN || errno == EINTR) &&
	    u->cleanup_phase == CLEANUP_NONE)
		return false;
	watch_close_report(u);
	u->ctx->spawns_in_flight--;
	spawn_slot_put(u);
	if (n < 0 && channel_reclaim(u->ctx, channel, u->main.wstatus, &report))
		n = sizeof report;
	channel_put(u->ctx, channel);
	if (n != (ssize_t)sizeof report)
		return true;
	u->start_code = (uint8_t)spawn_exit_code(&report);
	u->cannot_start = spawn_failure_is_permanent(&report);
	report_failed_step(u, &report);
	return false;
}

void service_running(struct unit *u)
{
	if (u->readiness != NULL)
		readiness_begin(u);
	else if (!u->policy->task) /* without `ready` the service is ready now */
		core_ready(u->ctx->core, u->index, clock_now());
	context_pump(u->ctx);
}

void service_program_runs(struct unit *u)
{
	if (!u->uses_pidfile)
		service_running(u);
	context_pump(u->ctx);
}

void service_exec_reported(struct unit *u)
{
	if (service_read_report(u)) /* if the start failed, the child exits soon */
		service_program_runs(u);
}
