/* supervisor/env/environment.c - makes the variables and finds the user of one start. */
#include "supervisor/env/environment.h"

#include "supervisor/env/cache.h"
#include "supervisor/env/env_state.h"
#include "supervisor/env/layers.h"

int environment_fill(struct unit *u, struct env *env, struct text *err)
{
	int r = env_init(env, &u->ctx->scratch);

	if (r == 0)
		r = env_cache_load(u, env, err);
	if (r == 0)
		return layers_read(u, env, err);
	return r < 0 ? r : 0;
}

static void warn_ignored(struct unit *u, struct env *env)
{
	struct conf_value user;
	char why[128] = "";

	if (!env_state_of(u)->warned_user_ignored &&
	    unit_value(u, env, CONF_SERVICE_USER, &user, &TEXT(why)) == 0)
		u->ctx->host->report(REPORT_WARNING,
				     "%s: user = %s is ignored: ctinit is not root",
				     unit_name(u), user.text != NULL ? user.text : "");
	env_state_of(u)->warned_user_ignored = true;
}

int environment_user(struct unit *u, struct env *env, struct user_ids *ret,
		     struct text *err)
{
	int r;

	ret->change = ret->is_ignored = false;
	r = env_cache_load_user(u, env, ret, err);
	if (r == 0)
		r = layers_read_user(u, env, ret, err);
	if (ret->is_ignored)
		warn_ignored(u, env);
	return r < 0 ? r : 0;
}
