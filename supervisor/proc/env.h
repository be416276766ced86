/* supervisor/proc/env.h - the environment of one start, built in a scratch area. */
#ifndef SUPERVISOR_PROC_ENV_H
#define SUPERVISOR_PROC_ENV_H

#include "conf/base/text.h"
#include "conf/conf.h"

/* A pod that is told of every service of its namespace has some thousands. */
#define ENV_MAX 16384
/* The longest "NAME=VALUE" with its NUL that a program can be given: MAX_ARG_STRLEN,
 * execve(2). */
#define ENV_WORD_MAX (128u << 10)

struct env {
	char **vars; /* NULL-terminated, "A=x" */
	size_t count;
	struct conf_scratch *scratch;
};

int env_init(struct env *env, struct conf_scratch *scratch); /* 0 or -ENOSPC */
/* All of `from` but what never passes on: NOTIFY_*, LISTEN_*, WATCHDOG_*. */
int env_add_all(struct env *env, char *const *from);
/* All of `from`, over what is there; its words must outlive the start. */
int env_merge(struct env *env, const struct env *from);
void env_unset(struct env *env, const char *name, size_t name_len);
int env_set(struct env *env, const char *name, const char *value);
/* `word` is NAME=VALUE, must outlive the start, and is not copied. */
int env_set_word(struct env *env, char *word, size_t name_len);
const char *env_get(const struct env *env, const char *name, size_t name_len);
/* `text`, `len` bytes and a NUL, is KEY=VALUE lines and is taken apart in place; it must
 * outlive the start. *err says "`from`:LINE: ...". */
int env_add_text(struct env *env, char *text, size_t len, const char *from,
		 struct text *err);
/* KEY=VALUE lines; a leading - in path: it may be missing. *err says FILE:LINE. */
int env_add_file(struct env *env, const char *path, struct text *err);
/* One file a variable (envdir(8)): its value is what the file holds less one newline at
 * the end, NUL bytes are newlines, an empty file takes the variable away. Names with a
 * dot in front and directories are passed over. A leading -: it may be missing. */
int env_add_dir(struct env *env, const char *path, struct text *err);
/* NAME=PATH: the value is what the file holds less one newline at the end. A leading -:
 * it may be missing. */
int env_add_from_file(struct env *env, const char *word, struct text *err);
/* Each NAME_FILE=/path becomes NAME with what the file holds, where NAME is not set. */
bool env_has_secret_files(const struct env *env); /* is there one to read? */
bool env_is_secret_file(const char *var);         /* may it name one? */
int env_add_secrets(struct env *env, struct text *err);
/* Room in the scratch; NULL: it is full. */
void *env_alloc(struct env *env, size_t size);
/* For conf_expand_value; context is a struct env. */
const char *env_lookup(void *context, const char *name, size_t name_len);

#endif
