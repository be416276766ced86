/* supervisor/proc/env.h - the environment of one start, built in a scratch area. */
#ifndef SUPERVISOR_PROC_ENV_H
#define SUPERVISOR_PROC_ENV_H

#include "conf/conf.h"

#define ENV_MAX 4096

struct env {
	char **vars; /* NULL-terminated, "A=x" */
	size_t count;
	struct conf_scratch *scratch;
};

int env_init(struct env *env, struct conf_scratch *scratch); /* 0 or -ENOSPC */
/* All of `from` but what never passes on: NOTIFY_*, LISTEN_*, WATCHDOG_*. */
int env_add_all(struct env *env, char *const *from);
int env_set(struct env *env, const char *name, const char *value);
/* `word` is NAME=VALUE, must outlive the start, and is not copied. */
int env_set_word(struct env *env, char *word, size_t name_len);
const char *env_get(const struct env *env, const char *name, size_t name_len);
/* KEY=VALUE lines; a leading - in path: it may be missing. why[] says FILE:LINE. */
int env_add_file(struct env *env, const char *path, char *why, size_t why_size);
/* For conf_eval; context is a struct env. */
const char *env_lookup(void *context, const char *name, size_t name_len);

#endif
