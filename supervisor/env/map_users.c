/* supervisor/env/map_users.c - [init] map-user: other ids for names of users and groups. */
#include "supervisor/proc/ids.h"
#include "supervisor/proc/passwd.h"
#include "supervisor/service.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define TIMEOUT_MS 10000

void map_users_free(struct context *ctx)
{
	for (size_t i = 0; SUP(ctx)->maps != NULL && SUP(ctx)->maps[i] != NULL; i++)
		free(SUP(ctx)->maps[i]);
	free(SUP(ctx)->maps);
	SUP(ctx)->maps = NULL;
}

int map_users_load(struct context *ctx)
{
	size_t count;
	char *const *maps = conf_words(conf_init(ctx->conf), CONF_INIT_MAP_USER, &count);

	SUP(ctx)->maps = calloc(count + 1, sizeof *SUP(ctx)->maps);
	for (size_t i = 0, kept = 0; SUP(ctx)->maps != NULL && i < count; i++) {
		if (conf_map_nothing(maps[i]))
			continue;
		SUP(ctx)->maps[kept] = strdup(maps[i]);
		if (SUP(ctx)->maps[kept++] == NULL)
			return -ENOMEM;
	}
	return SUP(ctx)->maps != NULL ? 0 : -ENOMEM;
}

/* By a child, which a file system may hang. Before anything is started: so PID 1 may wait,
 * but not for ever. 0 or a negative errno. */
static int rewrite(struct context *ctx, enum passwd_kind kind, const char *path)
{
	siginfo_t info = { 0 };
	pid_t pid = fork();
	struct pollfd over = { .events = POLLIN };

	if (pid == 0) {
		int r = passwd_rewrite(kind, path, SUP(ctx)->maps, &ctx->scratch);

		_exit(r < 0 ? -r : 0);
	}
	if (pid < 0)
		return -errno;
	over.fd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (over.fd >= 0 && poll(&over, 1, TIMEOUT_MS) == 0) {
		kill(pid, SIGKILL);
		close(over.fd);
		return -ETIMEDOUT; /* the reaper gets it, once it can die */
	}
	if (over.fd >= 0)
		close(over.fd);
	if (waitid(P_PID, (id_t)pid, &info, WEXITED) < 0)
		return -errno;
	return info.si_code == CLD_EXITED ? -info.si_status : -EIO;
}

void map_users_apply(struct context *ctx)
{
	static const char *const paths[] = { IDS_PASSWD,
					     IDS_GROUP }; /* as enum passwd_kind */

	for (int i = 0; SUP(ctx)->maps[0] != NULL && i < 2; i++) {
		int r = -EPERM;

		ctx->scratch.used = 0;
		if (ctx->host->own_files)
			r = rewrite(ctx, (enum passwd_kind)i, paths[i]);
		if (r < 0)
			ctx->host->report(REPORT_WARNING, "map-user: %s stays as it is: %s",
					  paths[i],
					  !ctx->host->own_files ? "it may be the host's own"
					  : r == -ELOOP         ? "it is a symbolic link"
					  : r == -EINVAL        ? "it is no file of text"
					  : r == -EBUSY         ? "it is a mount"
					  : r == -ETIMEDOUT     ? "no answer within 10 s"
								: strerror(-r));
	}
	scratch_trim(ctx);
}
