/* supervisor/base/sections.h - counts and finds the sections of a configuration that
 * are units.
 *
 * Setups come first, then services. The core and context.units have the same order.
 *
 * Layer:   supervisor/base. All rooms of the supervisor may include it. */
#ifndef SUPERVISOR_BASE_SECTIONS_H
#define SUPERVISOR_BASE_SECTIONS_H

#include <stdint.h>

struct conf;
struct conf_section;

/* Returns the number of setups and services. */
uint32_t sections_count(const struct conf *conf);
/* Returns section `i`; `i` must be less than sections_count(). */
const struct conf_section *section_at(const struct conf *conf, uint32_t i);

#endif
