/* supervisor/hooks/post_stop.c - runs `post-stop`, and sets its time limit. */
#include "supervisor/hooks/hooks.h"

#include "conf/base/clock.h"
#include "supervisor/base/deadline.h"
#include "supervisor/hooks/sequence.h"

static msec post_stop_deadline(const struct unit *u)
{
	msec now = clock_now();
	msec wish = core_post_stop_time(u->ctx->core, u->index, now);

	return now + shutdown_limit(u->ctx, wish);
}

bool hooks_after_stop(struct unit *u)
{
	struct hooks *hooks = hooks_of(u);

	if (hooks == NULL || !conf_is_set(u->section, CONF_SERVICE_POST_STOP) ||
	    (u->start_code != 0 && !hooks->any_ran))
		return false;
	hook_set_exit_status(hooks);
	hooks->deadline = post_stop_deadline(u);
	sequence_begin(hooks, HOOK_POST_STOP);
	return true;
}
