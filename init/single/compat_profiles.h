/* init/single/compat_profiles.h - the three rows, for peers.c alone, and what they share. */
#ifndef INIT_SINGLE_COMPAT_PROFILES_H
#define INIT_SINGLE_COMPAT_PROFILES_H

#include "init/single/compat.h"

#define PEER_LICENCE                                                           \
	"This is ctinit, Copyright (c) 2026 The ctinit authors.\n"             \
	"It is free software under the MIT License: use, change and pass it\n" \
	"on as you like, with this notice, and without any warranty.\n"

#pragma GCC visibility push(hidden)
extern const struct peer peer_tini, peer_dumb_init, peer_catatonit;
#pragma GCC visibility pop

#endif
