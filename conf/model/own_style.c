/* conf/model/own_style.c - reads the style of ctinit's own lines from [defaults]. */
#include "conf/base/timestamp.h"
#include "conf/conf.h"

/* Returns the number of a key of [defaults]. Returns 0, the default of these keys, if it
 * cannot be expanded. */
static int64_t value_of(const struct conf *conf, char *const *environment,
			enum conf_key key)
{
	struct conf_lookup lookup = { .find = environment_find,
				      .context = (void *)(uintptr_t)environment };
	char memory[1024], ignored[256];
	struct conf_scratch scratch = { .base = memory, .size = sizeof memory };
	struct conf_value value;

	if (conf_expand_value(conf_defaults(conf), key,
			      &(struct conf_expansion){ &lookup, &scratch }, &value,
			      &TEXT(ignored)) < 0)
		return 0;
	return value.number;
}

struct own_style conf_own_style(const struct conf *conf, char *const *environment)
{
	bool json = value_of(conf, environment, CONF_SERVICE_LOG_FORMAT) == FORMAT_JSON;
	int64_t time = value_of(conf, environment, CONF_SERVICE_LOG_TIME);

	return (struct own_style){ .shape = json ? OWN_JSON : OWN_PREFIX,
				   .time = (uint8_t)time };
}
