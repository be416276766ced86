/* init/runtime/capabilities.h - the set of capabilities that a container keeps. */
#ifndef INIT_RUNTIME_CAPABILITIES_H
#define INIT_RUNTIME_CAPABILITIES_H

#include <stddef.h>
#include <stdint.h>

/* `default +NET_RAW -KILL`, `none +KILL`; bit N: capability N. NULL, or the word that is
 * not understood. No word at all means default. */
const char *capabilities_parse(char *const *words, size_t count, uint64_t *ret);

#endif
