/* supervisor/proc/env.c - builds the environment of a start in the scratch memory. */
#include "supervisor/proc/env.h"

#include "conf/lang/env_file.h"
#include "supervisor/proc/file_read.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#define FILE_MAX (1u << 20)

static void *scratch_alloc(struct conf_scratch *s, size_t size)
{
	size_t start = (s->used + 7) & ~(size_t)7;

	if (start > s->size || size > s->size - start)
		return NULL;
	s->used = start + size;
	return s->base + start;
}

int env_init(struct env *env, struct conf_scratch *scratch)
{
	*env = (struct env){ .scratch = scratch };
	env->vars = scratch_alloc(scratch, (ENV_MAX + 1) * sizeof *env->vars);
	if (env->vars == NULL)
		return -ENOSPC;
	env->vars[0] = NULL;
	return 0;
}

static char **find_var(const struct env *env, const char *name, size_t len)
{
	for (char **v = env->vars; *v != NULL; v++) {
		if (strncmp(*v, name, len) == 0 && (*v)[len] == '=')
			return v;
	}
	return NULL;
}

void *env_alloc(struct env *env, size_t size)
{
	return scratch_alloc(env->scratch, size);
}

void env_unset(struct env *env, const char *name, size_t name_len)
{
	char **var;

	/* ctinit's own environment may contain a name twice */
	while ((var = find_var(env, name, name_len)) != NULL) {
		memmove(var, var + 1, (size_t)(env->vars + env->count - var) * sizeof *var);
		env->count--;
	}
}

static int set_var(struct env *env, char *var, size_t name_len)
{
	char **old = find_var(env, var, name_len);

	if (old != NULL) {
		*old = var;
		return 0;
	}
	if (env->count == ENV_MAX)
		return -E2BIG;
	env->vars[env->count++] = var;
	env->vars[env->count] = NULL;
	return 0;
}

int env_add_all(struct env *env, char *const *from)
{
	for (; from != NULL && *from != NULL; from++) {
		if (strchr(*from, '=') == NULL)
			continue;
		if (env->count == ENV_MAX)
			return -E2BIG;
		env->vars[env->count++] = *from;
	}
	env->vars[env->count] = NULL;
	return 0;
}

int env_merge(struct env *env, const struct env *from)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < from->count; i++)
		r = set_var(env, from->vars[i], strcspn(from->vars[i], "="));
	return r;
}

int env_set(struct env *env, const char *name, const char *value)
{
	size_t n = strlen(name), v = strlen(value);
	char *var = scratch_alloc(env->scratch, n + v + 2);

	if (var == NULL)
		return -ENOSPC;
	memcpy(var, name, n);
	var[n] = '=';
	memcpy(var + n + 1, value, v + 1);
	return set_var(env, var, n);
}

int env_set_word(struct env *env, char *word, size_t name_len)
{
	return set_var(env, word, name_len);
}

const char *env_get(const struct env *env, const char *name, size_t name_len)
{
	char **var = find_var(env, name, name_len);

	return var ? *var + name_len + 1 : NULL;
}

const char *env_lookup(void *context, const char *name, size_t name_len)
{
	return env_get(context, name, name_len);
}

int env_add_text(struct env *env, char *text, size_t len, const char *from,
		 struct text *err)
{
	struct env_file lines = env_file_begin(text);
	const char *wrong;
	size_t name_len;
	char *word;

	if (memchr(text, '\0', len) != NULL) {
		return text_fail(err, "%s holds NUL bytes", from);
	}
	while ((word = env_file_next(&lines, &name_len, &wrong)) != NULL) {
		wrong = strlen(word) >= ENV_WORD_MAX
				? "longer than the 128 KiB a program can be given"
			: env_set_word(env, word, name_len) < 0
				? "too much for an environment"
				: NULL;
		if (wrong != NULL)
			break;
	}
	if (wrong == NULL)
		return 0;
	return text_fail(err, "%s:%u: %s", from, lines.line, wrong);
}

int env_add_file(struct env *env, const char *path, struct text *err)
{
	struct conf_scratch *s = env->scratch;
	bool optional = *path == '-';
	size_t room = s->size - s->used;
	char *text = s->base + s->used, from[128];

	path += optional;
	long n = file_read(PATH_ENV_FILE, AT_FDCWD, path, text,
			   room < FILE_MAX + 1 ? room : FILE_MAX + 1);
	if (n == -ENOENT && optional)
		return 0;
	if (n < 0) {
		text_set(err, "cannot read env-file %s: %s", path,
			 n == -EFBIG           ? "larger than 1 MiB"
			 : path_reason((int)n) ? path_reason((int)n)
					       : strerror((int)-n));
		return (int)n;
	}
	s->used += (size_t)n + 1;
	snprintf(from, sizeof from, "env-file %.*s", (int)sizeof from - 16, path);
	return env_add_text(env, text, (size_t)n, from, err);
}
