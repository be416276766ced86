/* supervisor/hooks/before_start.c - runs the commands that precede the process. */
#include "supervisor/hooks/hooks.h"

#include "conf/base/clock.h"
#include "supervisor/env/cache.h"
#include "supervisor/hooks/sequence.h"

bool hooks_precede_start(const struct conf_section *section)
{
	return conf_is_set(section, CONF_SERVICE_PRE_START) ||
	       conf_is_set(section, CONF_SERVICE_SCRIPTS);
}

void hooks_forget_last_start(struct unit *u)
{
	struct hooks *hooks = hooks_of(u);

	if (hooks == NULL)
		return;
	hooks->any_ran = false;
	hooks->failure[0] = '\0';
	hooks->extra[0] = NULL;
}

bool hooks_before_start(struct unit *u)
{
	struct hooks *hooks = hooks_of(u);

	if (hooks == NULL)
		return false;
	env_cache_invalidate(u);
	if (!hooks_precede_start(u->section) && !env_cache_is_stale(u))
		return false;
	u->main.started = clock_now();
	/* Without commands the process itself handles `dirs` and `remove`. */
	sequence_begin(hooks,
		       hooks_precede_start(u->section) ? HOOK_TMPFILES : HOOK_SCRIPTS);
	return true;
}
