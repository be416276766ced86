/* supervisor/service/ended.c - runs `post-stop` after a failed start or the last exit. */
#include "conf/base/clock.h"
#include "supervisor/hooks/hooks.h"
#include "supervisor/probe/readiness.h"
#include "supervisor/service/life.h"
#include "supervisor/service/messages.h"

void service_start_failed(struct unit *u, int code, const char *why)
{
	u->start_code = (uint8_t)code;
	u->main.started = clock_now();
	report_start_error(u, why);
	readiness_end(u);
	service_cleaned_up(u);
}

void service_cleaned_up(struct unit *u)
{
	if (!hooks_after_stop(u))
		service_stopped(u);
}
