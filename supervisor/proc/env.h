/* supervisor/proc/env.h - builds the environment of one start in a scratch area.
 *
 * Only env_set() copies its arguments. Words and texts that the caller passes to the other
 * functions must outlive the start. Functions that return int return 0 or a negative errno;
 * those with `err` also write a message, unless the list of a directory cannot be read.
 *
 * Layer:   supervisor/proc. The rooms above it may include it. */
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

/* Makes an empty environment in the scratch. Returns 0 or -ENOSPC. */
int env_init(struct env *env, struct conf_scratch *scratch);
/* Adds all of `from`, which may be NULL. Replaces no variable: a name may be added
 * twice. */
int env_add_all(struct env *env, char *const *from);
/* Adds all of `from`, and replaces variables that have the same name. */
int env_merge(struct env *env, const struct env *from);
/* Removes all variables of this name. */
void env_unset(struct env *env, const char *name, size_t name_len);
/* Sets a variable to a copy of the value. Returns 0 or a negative errno. */
int env_set(struct env *env, const char *name, const char *value);
/* Sets a variable. `word` is NAME=VALUE, and `name_len` the length of NAME. */
int env_set_word(struct env *env, char *word, size_t name_len);
/* Returns the value of a variable; NULL if it is not set. */
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
/* Sets NAME to the content of a file without one newline at its end. `word` is NAME=PATH.
 * If it begins with -, the file may be missing. */
int env_add_from_file(struct env *env, const char *word, struct text *err);
/* Replaces each NAME_FILE=/path by NAME with the content of the file, if NAME is not
 * set. */
int env_add_secrets(struct env *env, struct text *err);
/* Returns true if env_add_secrets() would replace a variable. */
bool env_has_secret_files(const struct env *env);
/* Returns true if the variable has the form NAME_FILE=/path. */
bool env_is_secret_file(const char *var);
/* Allocates memory in the scratch. Returns NULL if the scratch is full. */
void *env_alloc(struct env *env, size_t size);
/* Does the same as env_get() for conf_expand_value(). `context` is a struct env. */
const char *env_lookup(void *context, const char *name, size_t name_len);

#endif
