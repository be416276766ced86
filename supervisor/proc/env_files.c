/* supervisor/proc/env_files.c - variables whose values are files of their own. */
#include "supervisor/proc/env.h"

#include "supervisor/proc/dirents.h"
#include "supervisor/proc/file_read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *reason(long err)
{
	return err == -EFBIG           ? "larger than the 128 KiB a program can be given"
	       : err == -ENOSPC        ? "too much for an environment"
	       : path_reason((int)err) ? path_reason((int)err)
				       : strerror((int)-err);
}

/* "NAME=" and the file's text; the length of the text, less one newline at its end. */
static long read_word(struct env *env, enum path_use use, int dir, const char *path,
		      const char *name, size_t name_len, char **ret)
{
	struct conf_scratch *s = env->scratch;
	size_t used = s->used;
	char *word = name_len + 1 < ENV_WORD_MAX ? env_alloc(env, name_len + 2) : NULL;

	if (word == NULL)
		return -ENOSPC;
	size_t most = ENV_WORD_MAX - name_len - 1, room = s->size - s->used;
	memcpy(word, name, name_len);
	word[name_len] = '=';
	/* file_read wants one byte more than the text and its NUL */
	long n = file_read(use, dir, path, word + name_len + 1, room < most ? room : most);
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

/* ---- one directory ---- */

static int add_entry(struct env *env, int dir, const char *name)
{
	size_t name_len = strlen(name), from = env->scratch->used;
	bool empty;
	char *word;
	long n;

	if (strchr(name, '=') != NULL)
		return -EILSEQ;
	n = read_word(env, PATH_ENV_FILE, dir, name, name, name_len, &word);
	if (n < 0)
		return (int)n;
	/* A file with a newline only gives an empty value; one without a byte, none. */
	empty = n == 0 &&
		env->scratch->used - (size_t)(word - env->scratch->base) == name_len + 2;
	if (empty) {
		env->scratch->used = from;
		env_unset(env, name, name_len);
		return 0;
	}
	for (char *at = word + name_len + 1; at < word + name_len + 1 + n; at++) {
		if (*at == '\0')
			*at = '\n'; /* as envdir(8) has it */
	}
	return env_set_word(env, word, name_len);
}

static bool is_directory(int dir, const char *name)
{
	int fd = openat(dir, name, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

int env_add_dir(struct env *env, const char *path, struct text *err)
{
	bool optional = *path == '-';
	struct dirents list;
	const char *name;
	int r, dir;

	path += optional;
	dir = file_directory(PATH_ENV_DIR, path);
	if (dir == -ENOENT && optional)
		return 0;
	if (dir < 0) {
		text_set(err, "cannot read env-dir %s: %s", path, reason(dir));
		return dir;
	}
	dirents_init(&list, dir);
	while ((r = dirents_next(&list, &name)) > 0) {
		if (name[0] == '.')
			continue;
		r = add_entry(env, dir, name);
		if (r == -EINVAL && is_directory(dir, name))
			continue;
		if (r < 0) {
			text_set(err, "env-dir %s: %.64s: %s", path, name,
				 r == -EILSEQ  ? "a name with = in it"
				 : r == -E2BIG ? "too much for an environment"
					       : reason(r));
			break;
		}
	}
	close(dir);
	return r;
}

/* ---- one file ---- */

static int add_file(struct env *env, enum path_use use, const char *name, size_t name_len,
		    const char *path)
{
	char *word;
	long n = read_word(env, use, AT_FDCWD, path, name, name_len, &word);

	if (n < 0)
		return (int)n;
	if (memchr(word + name_len + 1, '\0', (size_t)n) != NULL)
		return -EILSEQ;
	return env_set_word(env, word, name_len);
}

static void explain(const char *what, const char *name, size_t name_len, const char *path,
		    int code, struct text *err)
{
	if (code == -EILSEQ)
		text_set(err, "%s %.*s: %s holds NUL bytes", what, (int)name_len, name,
			 path);
	else
		text_set(err, "%s %.*s: cannot read %s: %s", what, (int)name_len, name,
			 path,
			 code == -E2BIG ? "too much for an environment" : reason(code));
}

int env_add_from_file(struct env *env, const char *word, struct text *err)
{
	bool optional = *word == '-';
	size_t name_len = conf_assignment_name(word + optional);
	const char *path = word + optional + name_len + 1;
	int r;

	word += optional;
	if (name_len == 0 || *path != '/') {
		return text_fail(err, "env-from-file: %s is not NAME=/PATH", word);
	}
	r = add_file(env, PATH_ENV_FROM_FILE, word, name_len, path);
	if (r == -ENOENT && optional)
		return 0;
	if (r < 0)
		explain("env-from-file", word, name_len, path, r, err);
	return r;
}

/* ---- all _FILE variables ---- */

#define SUFFIX     "_FILE"
#define SUFFIX_LEN (sizeof SUFFIX - 1)

/* The length of NAME in "NAME_FILE=/path"; 0: it is no such thing. */
static size_t secret_name(const char *var)
{
	size_t len = conf_assignment_name(var);

	return len > SUFFIX_LEN && var[len + 1] == '/' &&
			       memcmp(var + len - SUFFIX_LEN, SUFFIX, SUFFIX_LEN) == 0
		       ? len - SUFFIX_LEN
		       : 0;
}

bool env_is_secret_file(const char *var)
{
	return secret_name(var) > 0;
}

bool env_has_secret_files(const struct env *env)
{
	for (size_t i = 0; i < env->count; i++) {
		size_t len = secret_name(env->vars[i]);

		if (len > 0 && env_get(env, env->vars[i], len) == NULL)
			return true;
	}
	return false;
}

int env_add_secrets(struct env *env, struct text *err)
{
	for (size_t i = 0; i < env->count;) {
		const char *var = env->vars[i];
		size_t len = secret_name(var);
		int r;

		if (len == 0 || env_get(env, var, len) != NULL) {
			i++;
			continue;
		}
		r = add_file(env, PATH_ENV_SECRETS, var, len, var + len + SUFFIX_LEN + 1);
		if (r < 0) {
			explain("env-secrets", var, len + SUFFIX_LEN,
				var + len + SUFFIX_LEN + 1, r, err);
			return r;
		}
		/* What finds both asks which one is meant: images' entrypoints do. */
		env_unset(env, var, len + SUFFIX_LEN);
	}
	return 0;
}
