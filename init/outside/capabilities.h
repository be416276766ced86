/* init/outside/capabilities.h - capability names, and the set a container keeps. */
#ifndef INIT_OUTSIDE_CAPABILITIES_H
#define INIT_OUTSIDE_CAPABILITIES_H

#include <stddef.h>
#include <stdint.h>

/* "NET_RAW", "CAP_NET_RAW", any case: its number, or -1. Source: capabilities(7). */
int capability_parse(const char *name);

/* `default +NET_RAW -KILL`, `none +KILL`; bit N: capability N. NULL, or the word that is
 * not understood. No word at all means default. */
const char *capabilities_parse(char *const *words, size_t count, uint64_t *ret);

#endif
