/* conf/lang/migration_hints.h - the keys and sections of other programs, and what to write in
 * their place. Pure. */
#ifndef CONF_LANG_MIGRATION_HINTS_H
#define CONF_LANG_MIGRATION_HINTS_H

#include "conf/lang/keys.h"

/* Returns what to write in place of a key that does not exist, or NULL if nothing comes near.
 * The text is in buf if it only names another key. *ret_key is the key that was meant, or
 * CONF_KEY_COUNT. */
const char *hint_for_key(enum conf_section_kind section, const char *name, char *buf,
			 size_t size, enum conf_key *ret_key);
/* The same where the value decides; NULL: it does not. */
const char *hint_for_pair(const char *name, const char *value);
/* Returns what to write in place of a section that does not exist, or NULL. */
const char *hint_for_section(const char *name);

/* Returns the section that was probably meant, without its brackets: of [program:web] of
 * supervisord, [services:web], [service.web], [service web] and [Web] "service:web"; of
 * [setups:a] and [setup a] "setup:a", of [container:x] "container"; "" if no name is near. */
const char *suggest_section(const char *name, char *buf, size_t size);

#endif
