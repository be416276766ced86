/* supervisor/start/plan_tmpfiles.c - plans the keys `dirs` and `remove`. */
#include "supervisor/start/plan_builder.h"

#include "supervisor/env/accounts.h"
#include "supervisor/proc/tmpfiles.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static char *copy_text(struct plan_builder *builder, const char *text, size_t len)
{
	char *copy = env_alloc(builder->env, len + 1);

	if (copy != NULL) {
		memcpy(copy, text, len);
		copy[len] = '\0';
	}
	return copy;
}

static int plan_dir(struct plan_builder *builder, const char *word, struct tmpfile_dir *ret)
{
	struct conf_dir dir;
	struct ids ids;
	char *user;
	int r;

	if (!conf_dir(word, &dir))
		return -EINVAL; /* the check of the configuration rejects such a word */
	*ret = (struct tmpfile_dir){ .path = copy_text(builder, dir.path, dir.path_len),
				     .mode = dir.mode < 0 ? 0755 : (unsigned)dir.mode,
				     .has_mode = dir.mode >= 0,
				     .recursive = dir.recursive,
				     .has_owner = builder->plan->change_user,
				     .uid = builder->plan->uid,
				     .gid = builder->plan->gid };
	if (ret->path == NULL)
		return -ENOSPC;
	if (dir.user == NULL)
		return 0;
	if ((user = copy_text(builder, dir.user, dir.user_len)) == NULL)
		return -ENOSPC;
	r = accounts_find(builder->unit->ctx, user, NULL, &ids, builder->err);
	builder->unit->cannot_start |= r == -ESRCH;
	if (r < 0)
		return r;
	ret->has_owner = geteuid() == 0;
	ret->uid = ids.uid;
	ret->gid = ids.gid;
	return 0;
}

int builder_tmpfiles(struct plan_builder *builder)
{
	const struct conf_section *section = builder->unit->section;
	struct tmpfiles *tmpfiles;
	struct tmpfile_dir *dirs;
	struct conf_value value;
	int r;

	if (!conf_is_set(section, CONF_SERVICE_DIRS) &&
	    !conf_is_set(section, CONF_SERVICE_REMOVE))
		return 0;
	if ((r = builder_value(builder, CONF_SERVICE_DIRS, &value)) < 0)
		return r;
	tmpfiles = env_alloc(builder->env, sizeof *tmpfiles);
	dirs = env_alloc(builder->env, (value.word_count + 1) * sizeof *dirs);
	if (tmpfiles == NULL || dirs == NULL)
		return -ENOSPC;
	for (size_t i = 0; i < value.word_count; i++) {
		if ((r = plan_dir(builder, value.words[i], &dirs[i])) < 0)
			return r;
	}
	*tmpfiles = (struct tmpfiles){ .dirs = dirs, .dir_count = value.word_count };
	if ((r = builder_value(builder, CONF_SERVICE_REMOVE, &value)) < 0)
		return r;
	tmpfiles->remove = value.words;
	tmpfiles->remove_count = value.word_count;
	builder->plan->tmpfiles = tmpfiles;
	builder->plan->needs_own_memory = true;
	return 0;
}
