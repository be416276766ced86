/* supervisor/proc/env.h - the environment of one start, built in a scratch area.
 *
 * Only env_set() copies its arguments. Words and texts that the caller passes to the other
 * functions must outlive the start. */
#ifndef SUPERVISOR_PROC_ENV_H
#define SUPERVISOR_PROC_ENV_H

#include "conf/base/text.h"
#include "conf/conf.h"

/* Kubernetes gives a pod several variables for each Service of its namespace, which may be
 * some thousands. */
#define ENV_MAX 16384
/* The longest "NAME=VALUE", with its NUL, that a program can get: MAX_ARG_STRLEN,
 * execve(2). */
#define ENV_WORD_MAX (128u << 10)

struct env {
	char **vars; /* NULL-terminated, "A=x" */
	size_t count;
	struct conf_scratch *scratch;
};

int env_init(struct env *env, struct conf_scratch *scratch); /* 0 or -ENOSPC */
/* Adds all of `from` except NOTIFY_*, LISTEN_* and WATCHDOG_*, which are for ctinit alone.
 * A name that `from` has twice is added twice. */
int env_add_all(struct env *env, char *const *from);
/* Adds all of `from`, and replaces variables that have the same name. */
int env_merge(struct env *env, const struct env *from);
void env_unset(struct env *env, const char *name, size_t name_len);
int env_set(struct env *env, const char *name, const char *value);
/* `word` is NAME=VALUE. */
int env_set_word(struct env *env, char *word, size_t name_len);
const char *env_get(const struct env *env, const char *name, size_t name_len);
/* Adds the KEY=VALUE lines of `text` (`len` bytes and a NUL). Splits the text in place. The
 * message in *err begins with "`from`:LINE: ". */
int env_add_text(struct env *env, char *text, size_t len, const char *from,
		 struct text *err);
/* Adds the KEY=VALUE lines of a file. If `path` begins with -, the file may be missing. The
 * message in *err names the file and the line. */
int env_add_file(struct env *env, const char *path, struct text *err);
/* Adds one variable for each file of a directory (envdir(8)). The value is the content
 * without one newline at its end; NUL bytes become newlines, and an empty file unsets the
 * variable. Files whose name begins with a dot, and directories, are skipped. If `path`
 * begins with -, the directory may be missing. */
int env_add_dir(struct env *env, const char *path, struct text *err);
/* `word` is NAME=PATH. The value is the content of the file without one newline at its end.
 * If `word` begins with -, the file may be missing. */
int env_add_from_file(struct env *env, const char *word, struct text *err);
/* Replaces each NAME_FILE=/path by NAME with the content of the file, if NAME is not
 * set. */
int env_add_secrets(struct env *env, struct text *err);
/* Returns true if env_add_secrets() would replace a variable. */
bool env_has_secret_files(const struct env *env);
/* Returns true if the variable has the form NAME_FILE=/path. */
bool env_is_secret_file(const char *var);
/* Allocates in the scratch. Returns NULL if it is full. */
void *env_alloc(struct env *env, size_t size);
/* For conf_expand_value(). `context` is a struct env. */
const char *env_lookup(void *context, const char *name, size_t name_len);

#endif
