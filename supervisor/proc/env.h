/* supervisor/proc/env.h - builds the environment of a start in the scratch memory.
 *
 * Only env_set() copies its arguments. Strings that the other functions get must outlive
 * the start. Functions that return int return 0 or a negative errno. Those with `err` also
 * write a message; the others return only -ENOSPC if the scratch memory is full, or -E2BIG
 * for more than ENV_MAX variables. After an error some variables may be set already.
 *
 * Layer:   supervisor/proc. The rooms above it may include it. */
#ifndef SUPERVISOR_PROC_ENV_H
#define SUPERVISOR_PROC_ENV_H

#include "conf/base/text.h"
#include "conf/conf.h"

/* Kubernetes sets several variables for each Service of the pod's namespace, which may have
 * thousands. */
#define ENV_MAX 16384
/* The longest "NAME=VALUE" with its NUL that a program can get: MAX_ARG_STRLEN,
 * execve(2). */
#define ENV_WORD_MAX (128u << 10)

struct env {
	char **vars; /* "NAME=VALUE" strings, NULL-terminated */
	size_t count;
	struct conf_scratch *scratch;
};

/* Makes an empty environment in the scratch memory. */
int env_init(struct env *env, struct conf_scratch *scratch);
/* Appends all variables of `from` (NULL-terminated; NULL: none), without a check for
 * duplicate names. Skips words without "=". */
int env_add_all(struct env *env, char *const *from);
/* Sets all variables of `from`. */
int env_merge(struct env *env, const struct env *from);
/* Removes all variables with this name. */
void env_unset(struct env *env, const char *name, size_t name_len);
/* Sets a variable to a copy of `value`. */
int env_set(struct env *env, const char *name, const char *value);
/* Sets a variable. `word` is NAME=VALUE, and `name_len` the length of NAME. */
int env_set_word(struct env *env, char *word, size_t name_len);
/* Returns the value of a variable, or NULL if it is not set. */
const char *env_get(const struct env *env, const char *name, size_t name_len);
/* Sets a variable for each KEY=VALUE line of `text`, which is `len` bytes long, ends in a
 * NUL, and is modified in place. The message in *err begins with "`from`:LINE: ". */
int env_add_text(struct env *env, char *text, size_t len, const char *from,
		 struct text *err);
/* Sets a variable for each KEY=VALUE line of a file. A file whose path begins with - may be
 * missing. The message in *err names the file and the line. */
int env_add_file(struct env *env, const char *path, struct text *err);
/* Sets one variable for each file of a directory (envdir(8)). The value is the content,
 * except for one newline at the end; NUL bytes become newlines. An empty file unsets the
 * variable. Skips directories and names that begin with a dot. A directory whose path
 * begins with - may be missing. */
int env_add_dir(struct env *env, const char *path, struct text *err);
/* Sets NAME to the content of a file, except for one newline at the end. `word` is
 * NAME=PATH. If `word` begins with -, the file may be missing. */
int env_add_from_file(struct env *env, const char *word, struct text *err);
/* Replaces each NAME_FILE=/path by NAME=CONTENT, unless NAME is set. */
int env_add_secrets(struct env *env, struct text *err);
/* Like env_add_secrets(), for one NAME. Does nothing if env_secret_path() returns NULL. */
int env_add_secret(struct env *env, const char *name, size_t name_len, struct text *err);
/* Returns the path in NAME_FILE=/path if NAME is not set, otherwise NULL. */
const char *env_secret_path(const struct env *env, const char *name, size_t name_len);
/* Returns true if env_add_secrets() would replace `var`, a variable of the environment. */
bool env_is_replaced(const struct env *env, const char *var);
/* Returns true if env_add_secrets() would replace a variable. */
bool env_has_secret_files(const struct env *env);
/* Returns true if `var` has the form NAME_FILE=/path. */
bool env_is_secret_file(const char *var);
/* Allocates `size` bytes in the scratch memory, aligned to 8. Returns NULL if that is
 * full. */
void *env_alloc(struct env *env, size_t size);
/* env_get() for conf_expand_value(). `context` is a struct env. */
const char *env_lookup(void *context, const char *name, size_t name_len);

#endif
