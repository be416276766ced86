/* init/runtime/container_values.c - reads values of [container] or their defaults. */
#include "init/runtime/container_plan.h"

#include "conf/base/number.h"
#include "conf/conf.h"

const char *container_text(const struct conf_section *container, enum conf_key key)
{
	const char *text = container ? conf_text(container, key) : conf_key_info(key)->def;

	return text ? text : "";
}

int64_t container_number(const struct conf_section *container, enum conf_key key)
{
	const struct conf_key_info *info = conf_key_info(key);
	int64_t number = 0;
	bool yes = false;

	if (container)
		return conf_number(container, key);
	if (info->kind == KIND_BOOL)
		return number_parse_bool(info->def, &yes) && yes;
	if (info->kind == KIND_MSEC)
		number_parse_msec(info->def, &number);
	else
		number_parse_size(info->def, &number);
	return number;
}

char *const *container_words(const struct conf_section *container, enum conf_key key,
			     size_t *ret_count)
{
	static char *const none[] = { NULL };

	if (container)
		return conf_words(container, key, ret_count);
	*ret_count = 0;
	return none;
}
