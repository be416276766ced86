/* supervisor/base/sections.h - the sections of a configuration that are units.
 *
 * Setups come first, then services. The core and context.units have the same order. */
#ifndef SUPERVISOR_BASE_SECTIONS_H
#define SUPERVISOR_BASE_SECTIONS_H

#include <stdint.h>

struct conf;
struct conf_section;

uint32_t sections_count(const struct conf *conf);
const struct conf_section *section_at(const struct conf *conf, uint32_t i);

#endif
