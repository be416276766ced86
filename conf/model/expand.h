/* conf/model/expand.h - expands the ${} of one entry at the start of a service.
 *
 * Private to conf/model, for expand.c and iterate.c only. Never allocates. */
#ifndef CONF_MODEL_EXPAND_H
#define CONF_MODEL_EXPAND_H

#include "conf/model/model.h"

struct word_list {
	char *const *words; /* NULL-terminated */
	size_t count;
};

/* Writes the words of one entry into *ret. `lookup` may be NULL if the entry is not
 * dynamic. Returns 0 (*err is a warning or empty), or -EINVAL or -ENOSPC (*err has the
 * reason). */
int expand_entry(const struct entry *entry, const struct conf_lookup *lookup,
		 struct conf_scratch *scratch, struct word_list *ret, struct text *err);

/* Writes "svc.ini:7: [service:web] KEY: REASON" into *err, or "KEY = ..." if the reason
 * begins with '='. Returns `error`, which is 0 for a warning. */
int expand_fail(const struct conf_section *section, const struct entry *entry,
		const char *reason, int error, struct text *err);

/* Takes an array of `count` pointers from the scratch, not initialized. Returns 0 or
 * -ENOSPC. */
int expand_array(struct conf_scratch *scratch, size_t count, char ***ret);

#endif
