/* conf/model/own_style.c - reads the style of ctinit's own lines from [defaults]. */
#include "conf/base/timestamp.h"
#include "conf/conf.h"

#include <string.h>

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

/* Returns the length of the longest name of a service, or of "ctinit". The line of a setup
 * has a longer name, which counts only while the setup runs, so it is not padded for. */
static uint8_t name_width(const struct conf *conf)
{
	size_t max = strlen("ctinit");

	for (size_t i = 0; i < conf_service_count(conf); i++) {
		size_t len = strlen(conf_name(conf_service(conf, i)));

		if (len > max)
			max = len;
	}
	return (uint8_t)(max < OWN_WIDTH_MAX ? max : OWN_WIDTH_MAX);
}

struct own_style conf_own_style(const struct conf *conf, char *const *environment)
{
	bool json = value_of(conf, environment, CONF_SERVICE_LOG_FORMAT) == FORMAT_JSON;
	int64_t time = value_of(conf, environment, CONF_SERVICE_LOG_TIME);

	return (struct own_style){ .shape = json ? OWN_JSON : OWN_PREFIX,
				   .time = (uint8_t)time,
				   .width = name_width(conf) };
}
