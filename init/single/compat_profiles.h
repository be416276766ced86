/* init/single/compat_profiles.h - declares the profiles listed in compat.c.
 *
 * Private to init/single. */
#ifndef INIT_SINGLE_COMPAT_PROFILES_H
#define INIT_SINGLE_COMPAT_PROFILES_H

#include "init/single/compat.h"

#define COMPAT_LICENCE                                                         \
	"This is ctinit, Copyright (c) 2026 The ctinit authors.\n"             \
	"It is free software under the MIT License: use, change and pass it\n" \
	"on as you like, with this notice, and without any warranty.\n"

#pragma GCC visibility push(hidden)
extern const struct compat_profile compat_tini, compat_dumb_init, compat_catatonit;
#pragma GCC visibility pop

#endif
