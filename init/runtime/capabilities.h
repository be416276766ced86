/* init/runtime/capabilities.h - parses the set of capabilities that a container keeps.
 *
 * Private to init/runtime. */
#ifndef INIT_RUNTIME_CAPABILITIES_H
#define INIT_RUNTIME_CAPABILITIES_H

#include <stddef.h>
#include <stdint.h>

/* Parses words such as `default +NET_RAW -KILL` or `none +KILL` into a set in which bit N
 * is capability N. Without words, the set is the default. Returns NULL, or the first
 * invalid word; *ret is then unchanged. */
const char *capabilities_parse(char *const *words, size_t count, uint64_t *ret);

#endif
