/* supervisor/proc/env_files.c - sets variables to the contents of files. */
#include "supervisor/proc/env.h"

#include "supervisor/proc/dirents.h"
#include "supervisor/proc/fd.h"
#include "supervisor/proc/file_read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *read_error_reason(long err)
{
	return err == -EFBIG           ? "larger than the 128 KiB a program can be given"
	       : err == -ENOSPC        ? "too much for an environment"
	       : path_reason((int)err) ? path_reason((int)err)
				       : strerror((int)-err);
}

/* A variable and the file that has its value. */
struct value_file {
	enum path_use use;
	const char *name;
	size_t name_len;
	int dir; /* descriptor of the directory of `path` */
	const char *path;
};

/* Allocates "NAME=" and the text of the file in the scratch memory, without a newline at
 * the end. Returns the length of the text, or a negative errno. */
static long read_variable(struct env *env, const struct value_file *file, char **ret)
{
	struct conf_scratch *s = env->scratch;
	size_t used = s->used, name_len = file->name_len;
	char *word = name_len + 1 < ENV_WORD_MAX ? env_alloc(env, name_len + 2) : NULL;

	if (word == NULL)
		return -ENOSPC;
	size_t most = ENV_WORD_MAX - name_len - 1, room = s->size - s->used;
	memcpy(word, file->name, name_len);
	word[name_len] = '=';
	long n = file_read(file->use, file->dir, file->path, word + name_len + 1,
			   room < most ? room : most);
	if (n < 0) {
		s->used = used;
		return n == -EFBIG && room < most ? -ENOSPC : n;
	}
	s->used = (size_t)(word - s->base) + name_len + 2 + (size_t)n;
	if (n > 0 && word[name_len + (size_t)n] == '\n')
		word[name_len + (size_t)n--] = '\0';
	*ret = word;
	return n;
}

/* ---- directories ---- */

static int add_dir_entry(struct env *env, int dir, const char *name)
{
	const struct value_file file = { PATH_ENV_FILE, name, strlen(name), dir, name };
	size_t name_len = file.name_len, from = env->scratch->used;
	bool empty;
	char *word;
	long n;

	if (strchr(name, '=') != NULL)
		return -EILSEQ;
	n = read_variable(env, &file, &word);
	if (n < 0)
		return (int)n;
	/* A file with only a newline sets an empty value; an empty file unsets the
	 * variable. */
	empty = n == 0 &&
		env->scratch->used - (size_t)(word - env->scratch->base) == name_len + 2;
	if (empty) {
		env->scratch->used = from;
		env_unset(env, name, name_len);
		return 0;
	}
	for (char *c = word + name_len + 1; c < word + name_len + 1 + n; c++) {
		if (*c == '\0')
			*c = '\n'; /* as envdir(8) does */
	}
	return env_set_word(env, word, name_len);
}

static bool is_directory(int dir, const char *name)
{
	int fd = openat(dir, name, O_PATH | O_DIRECTORY | O_CLOEXEC);

	fd_close(fd);
	return fd >= 0;
}

static int fail_to_read_dir(const char *path, int code, struct text *err)
{
	text_set(err, "cannot read env-dir %s: %s", path, read_error_reason(code));
	return code;
}

static int add_entries(struct env *env, int dir, const char *path, struct text *err)
{
	struct dirents list;
	const char *name;
	int r;

	dirents_init(&list, dir);
	while ((r = dirents_next(&list, &name)) > 0) {
		if (name[0] == '.')
			continue;
		r = add_dir_entry(env, dir, name);
		if (r == -EINVAL && is_directory(dir, name))
			continue;
		if (r < 0) {
			text_set(err, "env-dir %s: %.64s: %s", path, name,
				 r == -EILSEQ  ? "a name with = in it"
				 : r == -E2BIG ? "too much for an environment"
					       : read_error_reason(r));
			return r;
		}
	}
	return r < 0 ? fail_to_read_dir(path, r, err) : 0;
}

int env_add_dir(struct env *env, const char *path, struct text *err)
{
	bool optional = *path == '-';
	int r, dir;

	path += optional;
	dir = file_directory(PATH_ENV_DIR, path);
	if (dir == -ENOENT && optional)
		return 0;
	if (dir < 0)
		return fail_to_read_dir(path, dir, err);
	r = add_entries(env, dir, path, err);
	close(dir);
	return r;
}

/* ---- files ---- */

static int add_value_file(struct env *env, const struct value_file *file)
{
	char *word;
	long n = read_variable(env, file, &word);

	if (n < 0)
		return (int)n;
	if (memchr(word + file->name_len + 1, '\0', (size_t)n) != NULL)
		return -EILSEQ;
	return env_set_word(env, word, file->name_len);
}

/* `name_len` is the length of the name that the user wrote, which may end in _FILE. */
static void explain_value_file(const struct value_file *file, size_t name_len, int code,
			       struct text *err)
{
	const char *key = path_key(file->use);

	if (code == -EILSEQ)
		text_set(err, "%s %.*s: %s holds NUL bytes", key, (int)name_len, file->name,
			 file->path);
	else
		text_set(err, "%s %.*s: cannot read %s: %s", key, (int)name_len, file->name,
			 file->path,
			 code == -E2BIG ? "too much for an environment"
					: read_error_reason(code));
}

int env_add_from_file(struct env *env, const char *word, struct text *err)
{
	bool optional = *word == '-';
	size_t name_len = conf_assignment_name(word + optional);
	const char *path = word + optional + name_len + 1;
	int r;

	word += optional;
	if (name_len == 0 || *path != '/')
		return text_fail(err, "env-from-file: %s is not NAME=/PATH", word);
	const struct value_file file = { PATH_ENV_FROM_FILE, word, name_len, AT_FDCWD,
					 path };
	r = add_value_file(env, &file);
	if (r == -ENOENT && optional)
		return 0;
	if (r < 0)
		explain_value_file(&file, name_len, r, err);
	return r;
}

/* ---- _FILE variables ---- */

#define SUFFIX     "_FILE"
#define SUFFIX_LEN (sizeof SUFFIX - 1)

/* Returns the length of NAME if `var` is "NAME_FILE=/path", else 0. */
static size_t secret_name_length(const char *var)
{
	size_t len = conf_assignment_name(var);

	return len > SUFFIX_LEN && var[len + 1] == '/' &&
			       memcmp(var + len - SUFFIX_LEN, SUFFIX, SUFFIX_LEN) == 0
		       ? len - SUFFIX_LEN
		       : 0;
}

bool env_is_secret_file(const char *var)
{
	return secret_name_length(var) > 0;
}

bool env_is_replaced(const struct env *env, const char *var)
{
	size_t len = secret_name_length(var);

	return len > 0 && env_get(env, var, len) == NULL;
}

bool env_has_secret_files(const struct env *env)
{
	for (size_t i = 0; i < env->count; i++) {
		if (env_is_replaced(env, env->vars[i]))
			return true;
	}
	return false;
}

const char *env_secret_path(const struct env *env, const char *name, size_t name_len)
{
	for (size_t i = 0; i < env->count; i++) {
		const char *var = env->vars[i];

		if (secret_name_length(var) == name_len &&
		    memcmp(var, name, name_len) == 0 && env_is_replaced(env, var))
			return var + name_len + SUFFIX_LEN + 1;
	}
	return NULL;
}

/* Replaces `var`, "NAME_FILE=/path". `name_len` is the length of NAME. */
static int replace_secret(struct env *env, const char *var, size_t name_len,
			  struct text *err)
{
	const struct value_file file = { PATH_ENV_SECRETS, var, name_len, AT_FDCWD,
					 var + name_len + SUFFIX_LEN + 1 };
	int r = add_value_file(env, &file);

	if (r < 0) {
		explain_value_file(&file, name_len + SUFFIX_LEN, r, err);
		return r;
	}
	/* Entrypoints of images complain if both variables are set. */
	env_unset(env, var, name_len + SUFFIX_LEN);
	return 0;
}

int env_add_secret(struct env *env, const char *name, size_t name_len, struct text *err)
{
	const char *path = env_secret_path(env, name, name_len);

	return path == NULL ? 0
			    : replace_secret(env, path - name_len - SUFFIX_LEN - 1,
					     name_len, err);
}

int env_add_secrets(struct env *env, struct text *err)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < env->count;) {
		const char *var = env->vars[i];

		if (env_is_replaced(env, var))
			r = replace_secret(env, var, secret_name_length(var), err);
		else
			i++;
	}
	return r;
}
