/* supervisor/service/startup.c - reports once that the services are ready, and how long
 * that took. */
#include "supervisor/service/startup.h"

#include "conf/base/clock.h"
#include "supervisor/base/format.h"
#include "supervisor/base/unit.h"
#include "supervisor/child/event_command.h"
#include "supervisor/service/cause.h"
#include "supervisor/service/service.h"
#include "supervisor/service/status.h"

#include <stdio.h>
#include <string.h>

#define FAILED_NAMES_MAX 4
#define SLOW             50 /* msec: a faster service is not worth a word */

/* The services at the end of the start. Those that were skipped, or were not to start, do
 * not count. */
struct startup_result {
	uint32_t up, running, failed;
	const struct unit *slowest; /* NULL: none */
	msec slowest_time;
	char names[CAUSE_TEXT]; /* of failed services */
};

static void add_failed(struct startup_result *result, const struct unit *u)
{
	size_t used = strlen(result->names);

	if (result->failed++ < FAILED_NAMES_MAX)
		snprintf(result->names + used, sizeof result->names - used, "%s%s",
			 used > 0 ? ", " : "", unit_name(u));
	else if (result->failed == FAILED_NAMES_MAX + 1)
		snprintf(result->names + used, sizeof result->names - used, " ...");
}

static void add_service(struct startup_result *result, const struct unit *u)
{
	const struct core *core = u->ctx->core;
	enum svc_state state = core_state(core, u->index);
	msec time = core_since(core, u->index) - u->main.started;

	if (state == SVC_FAILED)
		add_failed(result, u);
	if (state != SVC_READY && state != SVC_DONE)
		return;
	result->up++;
	result->running += state == SVC_READY;
	if (u->main.started > 0 &&
	    (result->slowest == NULL || time > result->slowest_time)) {
		result->slowest = u;
		result->slowest_time = time;
	}
}

static void report_up(struct context *ctx)
{
	struct startup_result result = { .up = 0 };
	char all[48], time[32], slow[32], slowest[128] = "";

	for (uint32_t i = (uint32_t)conf_setup_count(ctx->conf); i < ctx->count; i++)
		add_service(&result, ctx->units[i]);
	if (result.running == 0 || result.up + result.failed < 2)
		return;
	if (result.failed == 0)
		snprintf(all, sizeof all, "all %u", result.up);
	else
		snprintf(all, sizeof all, "%u of %u", result.up, result.up + result.failed);
	if (result.slowest != NULL && result.slowest_time >= SLOW)
		snprintf(slowest, sizeof slowest, " (slowest: %s %s)",
			 unit_name(result.slowest),
			 format_duration(result.slowest_time, slow));
	ctx->host->report(REPORT_EVENT, "%s services ready in %s%s%s%s", all,
			  format_duration(clock_now() - ctx->services->startup.began, time),
			  slowest, result.failed > 0 ? "; failed: " : "", result.names);
}

void startup_begin(struct context *ctx)
{
	ctx->services->startup.began = clock_now();
	event_push(ctx, &(struct event_facts){ .kind = EVENT_STARTED, .code = -1 });
}

void startup_check(struct context *ctx)
{
	struct startup *startup = &ctx->services->startup;

	if (startup->over || startup->began == 0)
		return;
	if (core_shutting_down(ctx->core) || ctx->host->command) {
		startup->over = true;
	} else if (status_is_up(ctx, &startup->cursor)) {
		startup->over = true;
		report_up(ctx);
		event_push(ctx,
			   &(struct event_facts){ .kind = EVENT_ALL_READY, .code = -1 });
	}
}
