/* supervisor/env/unit_value.c - expands the value of a key for one start. */
#include "supervisor/env/unit_value.h"

#include <stdio.h>
#include <string.h>

int unit_value(struct unit *u, struct env *env, enum conf_key key, struct conf_value *ret,
	       struct text *err)
{
	struct conf_lookup lookup = { .find = env_lookup, .context = env };
	char text[512];
	int r;

	memset(ret, 0, sizeof *ret);
	r = conf_expand_value(u->section, key,
			      &(struct conf_expansion){ &lookup, &u->ctx->scratch }, ret,
			      &TEXT(text));
	if (r < 0 || (text[0] != '\0' && text_is_empty(err)))
		text_set(err, "%s", text);
	return r;
}
