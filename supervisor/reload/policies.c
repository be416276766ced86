/* supervisor/reload/policies.c - updates the policies of continuing units. */
#include "supervisor/base/scratch.h"
#include "supervisor/base/sections.h"
#include "supervisor/env/environment.h"
#include "supervisor/reload/reload.h"
#include "supervisor/start/policy_from_conf.h"

#include <string.h>

/* Keeps the policy of `u`. The unit that starts when `u` fails may have another index now.
 * If the reload removes it, a failure of `u` shuts the container down. */
static void keep_policy(const struct reload *reload, const struct unit *u,
			struct policy *policy)
{
	int32_t start = policy->start_when_failed;

	*policy = *u->policy;
	if (!conf_is_dynamic(u->section, CONF_SERVICE_ON_FAILED)) {
		policy->start_when_failed = start;
	} else if (policy->start_when_failed >= 0) {
		policy->start_when_failed = reload->new_index[policy->start_when_failed];
		policy->shutdown_when_failed = policy->start_when_failed < 0;
	}
}

/* Keeps the values with variables from the last start of the unit. Expands them now if its
 * section has changed. */
static void update_policy(struct context *ctx, struct reload *reload, uint32_t i)
{
	struct unit *u = ctx->units[reload->old_index[i]];
	const struct conf_section *old = u->section, *now = section_at(reload->conf, i);
	char why[512] = "";
	struct env env;
	int err;

	if (reload->change[i] == CHANGE_KEEP) {
		keep_policy(reload, u, reload->policy_of[i]);
		return;
	}
	ctx->scratch.used = 0;
	u->section = now;
	err = environment_fill(u, &env, &TEXT(why));
	if (err == 0)
		err = policy_load(now, &env, &ctx->scratch, reload->policy_of[i],
				  &TEXT(why));
	u->section = old;
	scratch_trim(ctx);
	if (err == 0)
		return;
	keep_policy(reload, u, reload->policy_of[i]);
	ctx->host->report(REPORT_WARNING,
			  "reload: %s: what changed counts from its next start: %s",
			  unit_name(u), why[0] ? why : strerror(-err));
}

void reload_update_policies(struct context *ctx, struct reload *reload)
{
	for (uint32_t i = 0; i < reload->count; i++) {
		if (reload->old_index[i] >= 0 && !reload->recreate[i] &&
		    policy_is_dynamic(section_at(reload->conf, i)))
			update_policy(ctx, reload, i);
	}
}
