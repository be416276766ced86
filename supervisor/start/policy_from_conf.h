/* supervisor/start/policy_from_conf.h - makes a service's struct policy from its keys.
 *
 * Layer: above core/ and probe/. */
#ifndef SUPERVISOR_START_POLICY_FROM_CONF_H
#define SUPERVISOR_START_POLICY_FROM_CONF_H

#include "conf/conf.h"
#include "supervisor/core/policy.h"
#include "supervisor/proc/env.h"

/* Returns true if one of the keys has variables that are only known at a start. */
bool policy_is_dynamic(const struct conf_section *section);
/* Makes the policy. `env` is NULL when the configuration is loaded; keys with variables
 * then get their defaults. Returns 0, or a negative errno with *err; *ret is then
 * unchanged. */
int policy_load(const struct conf_section *section, struct env *env,
		struct conf_scratch *scratch, struct policy *ret, struct text *err);

#endif
