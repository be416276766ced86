/* conf/lang/migration_hints.h - suggests our keys and sections for those of other programs.
 *
 * Layer: conf/lang. Pure. */
#ifndef CONF_LANG_MIGRATION_HINTS_H
#define CONF_LANG_MIGRATION_HINTS_H

#include "conf/lang/keys.h"

/* Returns a hint for an unknown key, or NULL if no key is similar. The hint is "did you
 * mean KEY?" in buf, or a constant that says what to write. *ret_key is the key that was
 * probably meant, or CONF_KEY_COUNT. */
const char *hint_for_key(enum conf_section_kind section, const char *name, char *buf,
			 size_t size, enum conf_key *ret_key);
/* Returns a hint for an unknown key that depends on its value ("startsecs = 0") or on upper
 * case ("Group", where "group" is a key), or NULL. */
const char *hint_for_pair(const char *name, const char *value);
/* Returns what to write instead of a section of another program, or NULL. */
const char *hint_for_section(const char *name);

/* Returns the section that was probably meant, without its brackets. A name that is not
 * similar to a section's is treated as the name of a service. Returns "" if no service can
 * have that name. The result is in buf or is a constant.
 *   "service:web" for [program:web], [services:web], [service.web], [service web] and [Web]
 *   "setup:a"     for [setups:a] and [setup a]
 *   "container"   for [container:x] */
const char *suggest_section(const char *name, char *buf, size_t size);

#endif
