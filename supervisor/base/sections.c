/* supervisor/base/sections.c - counts and finds the sections of a configuration that
 * are units. */
#include "supervisor/base/sections.h"

#include "conf/conf.h"

uint32_t sections_count(const struct conf *conf)
{
	return (uint32_t)(conf_setup_count(conf) + conf_service_count(conf));
}

const struct conf_section *section_at(const struct conf *conf, uint32_t i)
{
	size_t setups = conf_setup_count(conf);

	return i < setups ? conf_setup(conf, i) : conf_service(conf, i - setups);
}
