/* init/single/compat.c - finds the profile of an init program by its name. */
#include "init/single/compat_profiles.h"

#include "conf/base/base.h"
#include "init/single/strings.h"

static const struct compat_profile *const profiles[] = { &compat_tini, &compat_dumb_init,
							 &compat_catatonit };

const struct compat_profile *compat_at(size_t i)
{
	return i < ARRAY_LEN(profiles) ? profiles[i] : NULL;
}

static bool has_name(const struct compat_profile *profile, const char *name)
{
	const char *const *aliases = profile->aliases;

	if (string_equal(name, profile->name))
		return true;
	while (*aliases && !string_equal(name, *aliases))
		aliases++;
	return *aliases != NULL;
}

const struct compat_profile *compat_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(profiles); i++) {
		if (has_name(profiles[i], name))
			return profiles[i];
	}
	return NULL;
}

const struct compat_option *compat_option(const struct compat_profile *profile, size_t i)
{
	const struct compat_option *option = profile->options;

	for (; option && (option->letter || option->name); option++) {
		if (i-- == 0)
			return option;
	}
	return NULL;
}
