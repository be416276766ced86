/* supervisor/cleanup/unit_lookup.c - finds a unit by mark, log pipe or control group. */
#include "supervisor/cleanup/ownership_internal.h"
#include "supervisor/output/output.h"
#include "supervisor/proc/cgroup.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static uint32_t service_by_name(const struct context *ctx, const char *name)
{
	int i = conf_find_service(ctx->conf, name);

	return i < 0 ? OWNER_NONE : (uint32_t)(i + (int)conf_setup_count(ctx->conf));
}

static bool is_running_setup(const struct context *ctx, const char *name)
{
	return ctx->running_setup != UNIT_NONE &&
	       strcmp(conf_name(ctx->units[ctx->running_setup]->section), name) == 0;
}

uint32_t unit_by_mark(const struct context *ctx, const char *service, const char *instance)
{
	char name[2 * PROCTREE_WORD + 1];
	uint32_t i;

	if (service[0] == '\0')
		return OWNER_NONE;
	if (is_running_setup(ctx, service))
		return ctx->running_setup;
	snprintf(name, sizeof name, "%s%s%s", service, instance[0] ? "@" : "", instance);
	i = service_by_name(ctx, name);
	return i != OWNER_NONE ? i : service_by_name(ctx, service);
}

uint32_t unit_by_cgroup(struct ownership *ownership, pid_t pid)
{
	char text[1024], name[PROCTREE_WORD];

	if (ownership->ctx->cgroup_fd < 0 ||
	    !proctree_cgroup(&ownership->tree, pid, text, sizeof text) ||
	    !cgroup_service(text, name, sizeof name))
		return OWNER_NONE;
	return service_by_name(ownership->ctx, name);
}

static bool has_log_pipe(const struct unit *u, const struct process_origin *origin)
{
	struct stat st;

	for (int stdio_fd = 1; stdio_fd <= 2; stdio_fd++) {
		int fd = log_stream_write_end(u, stdio_fd);

		if (fd < 0 || fstat(fd, &st) < 0)
			continue;
		for (int k = 0; k < origin->pipe_count; k++) {
			if (origin->pipes[k] == st.st_ino)
				return true;
		}
	}
	return false;
}

uint32_t unit_by_pipes(const struct context *ctx, const struct process_origin *origin)
{
	uint32_t owner = OWNER_NONE;

	for (uint32_t i = 0; origin->pipe_count > 0 && i < ctx->count; i++) {
		if (!has_log_pipe(ctx->units[i], origin))
			continue;
		if (owner != OWNER_NONE)
			return OWNER_NONE;
		owner = i;
	}
	return owner;
}
