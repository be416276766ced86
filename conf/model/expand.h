/* conf/model/expand.h - values at the start of a service; shared by expand.c and iterate.c. */
#ifndef CONF_MODEL_EXPAND_H
#define CONF_MODEL_EXPAND_H

#include "conf/model/model.h"

struct word_list {
	char *const *words; /* NULL-terminated */
	size_t count;
};

/* Gives the words of one entry. Returns 0, with a warning or nothing in *err; -EINVAL;
 * -ENOSPC. */
int expand_entry(const struct entry *entry, const struct conf_lookup *lookup,
		 struct conf_scratch *scratch, struct word_list *ret, struct text *err);

/* Writes "svc.ini:7: [service:web] KEY: REASON" into *err and returns `error`. */
int expand_fail(const struct conf_section *section, const struct entry *entry,
		const char *reason, int error, struct text *err);

/* Takes an array of `count` pointers from the scratch. Returns 0 or -ENOSPC. */
int expand_array(struct conf_scratch *scratch, size_t count, char ***ret);

#endif
