/* init/single/compat.c - the personalities, by name and by number. Pure. */
#include "init/single/compat_profiles.h"

#include "conf/base/base.h"
#include "init/single/strings.h"

static const struct peer *const peers[] = { &peer_tini, &peer_dumb_init, &peer_catatonit };

const struct peer *peer_at(size_t i)
{
	return i < ARRAY_LEN(peers) ? peers[i] : NULL;
}

static bool is_called(const struct peer *peer, const char *name)
{
	const char *const *also = peer->also;

	if (text_equal(name, peer->name))
		return true;
	while (*also && !text_equal(name, *also))
		also++;
	return *also != NULL;
}

const struct peer *peer_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(peers); i++) {
		if (is_called(peers[i], name))
			return peers[i];
	}
	return NULL;
}

const struct peer_option *peer_option(const struct peer *peer, size_t i)
{
	const struct peer_option *option = peer->options;

	for (; option && (option->letter || option->name); option++) {
		if (i-- == 0)
			return option;
	}
	return NULL;
}
