/* supervisor/env/map_users.c - changes the ids of users and groups ([init] map-user). */
#include "supervisor/env/map_users.h"

#include "supervisor/base/scratch.h"
#include "supervisor/proc/ids.h"
#include "supervisor/proc/passwd.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define TIMEOUT_MSEC 10000

void map_users_free(struct context *ctx)
{
	for (size_t i = 0; ctx->user_maps != NULL && ctx->user_maps[i] != NULL; i++)
		free(ctx->user_maps[i]);
	free(ctx->user_maps);
	ctx->user_maps = NULL;
}

int map_users_load(struct context *ctx)
{
	size_t count;
	char *const *words = conf_words(conf_init(ctx->conf), CONF_INIT_MAP_USER, &count);

	ctx->user_maps = calloc(count + 1, sizeof *ctx->user_maps);
	if (ctx->user_maps == NULL)
		return -ENOMEM;
	for (size_t i = 0, kept = 0; i < count; i++) {
		if (conf_map_nothing(words[i]))
			continue;
		ctx->user_maps[kept] = strdup(words[i]);
		if (ctx->user_maps[kept++] == NULL)
			return -ENOMEM;
	}
	return 0;
}

/* A child rewrites the file, because the file system may hang. No service has started yet,
 * so PID 1 may wait for the child; without pidfd_open(2) there is no time limit. Returns 0
 * or a negative errno. */
static int rewrite_file(struct context *ctx, enum passwd_kind kind, const char *path)
{
	siginfo_t info = { 0 };
	pid_t pid = fork();
	struct pollfd ended = { .events = POLLIN };

	if (pid == 0) {
		int r = passwd_rewrite(kind, path, ctx->user_maps, &ctx->scratch);

		_exit(r < 0 ? -r : 0);
	}
	if (pid < 0)
		return -errno;
	ended.fd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (ended.fd >= 0 && poll(&ended, 1, TIMEOUT_MSEC) == 0) {
		kill(pid, SIGKILL);
		close(ended.fd);
		return -ETIMEDOUT; /* the main loop reaps the child later */
	}
	if (ended.fd >= 0)
		close(ended.fd);
	if (waitid(P_PID, (id_t)pid, &info, WEXITED) < 0)
		return -errno;
	return info.si_code == CLD_EXITED ? -info.si_status : -EIO;
}

static const char *reason_of(const struct context *ctx, int r)
{
	if (!ctx->host->own_files)
		return "it may be the host's own";
	switch (r) {
	case -ELOOP: return "it is a symbolic link";
	case -EINVAL: return "it is not a text file";
	case -EBUSY: return "it is a mount";
	case -ETIMEDOUT: return "no answer within 10 s";
	}
	return strerror(-r);
}

void map_users_apply(struct context *ctx)
{
	/* By enum passwd_kind. */
	static const char *const paths[] = { IDS_PASSWD, IDS_GROUP };

	for (int i = 0; ctx->user_maps[0] != NULL && i < 2; i++) {
		int r = -EPERM;

		ctx->scratch.used = 0;
		if (ctx->host->own_files)
			r = rewrite_file(ctx, (enum passwd_kind)i, paths[i]);
		if (r < 0)
			ctx->host->report(REPORT_WARNING, "map-user: %s is not changed: %s",
					  paths[i], reason_of(ctx, r));
	}
	scratch_trim(ctx);
}
