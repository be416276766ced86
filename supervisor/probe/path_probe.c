/* supervisor/probe/path_probe.c - runs probes of a path: file: and unix:. */
#include "supervisor/probe/path_probe.h"

#include "supervisor/path/cached.h"
#include "supervisor/probe/connection.h"
#include "supervisor/probe/finish.h"
#include "supervisor/probe/path_check.h"
#include "supervisor/proc/fd.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static enum probe_action action_of(const struct probe *probe)
{
	return probe->kind == READY_FILE ? ACTION_FILE : ACTION_CONNECT;
}

/* Ends the probe. `r` is 0 if it passed, otherwise a negative errno. */
static void finish_path(struct probe *probe, int r)
{
	const char *why = path_reason(r);

	if (r == 0)
		probe_finish(probe, true, "");
	else
		probe_fail(probe, action_of(probe), why != NULL ? why : strerror(-r));
}

static void check_by_helper(struct probe *probe, const char *path, bool as_user)
{
	struct path_check check = { .use = probe->entry.key == CONF_SERVICE_HEALTH
						   ? PATH_HEALTH
					   : probe->entry.key == CONF_SERVICE_READY
						   ? PATH_READY
						   : PATH_WAIT_FOR,
				    .connects = probe->kind == READY_UNIX,
				    .as_user = as_user,
				    .timeout = probe->timeout };
	char why[HELPER_TEXT];

	probe->state = as_user ? PROBE_CHECKING_PATH_AS_USER : PROBE_CHECKING_PATH;
	if (path_check_start(&probe->helper, &check, path, &TEXT(why)) < 0)
		probe_finish(probe, false, why);
}

void probe_path_as_user(struct probe *probe, const char *path)
{
	check_by_helper(probe, path, true);
}

/* PID 1 never waits for a file system. It uses only what the kernel has cached; a helper
 * checks all other paths. */
void probe_path(struct probe *probe, const char *path)
{
	char found[40];
	int fd;

	if (path[0] == '@') {
		probe_connect_unix(probe, path);
		return;
	}
	fd = path_lookup_cached_no_links(path);
	if (fd == -EAGAIN) {
		check_by_helper(probe, path, false);
	} else if (fd < 0 || probe->kind == READY_FILE) {
		fd_close(fd);
		finish_path(probe, fd < 0 ? fd : 0);
	} else {
		/* If there is a /proc, connect to the socket that was found, because the
		 * path may lead elsewhere now. */
		snprintf(found, sizeof found, "/proc/self/fd/%d", fd);
		probe_connect_unix(probe, access("/proc/self", F_OK) == 0 ? found : path);
		close(fd);
	}
}

bool probe_path_checked(struct probe *probe, enum helper_end end, const char *text)
{
	int code = probe->helper.exit_code;

	if (end == HELPER_NOT_STARTED)
		probe_finish(probe, false, text);
	else if (end == HELPER_TIMEOUT)
		probe_fail(probe, action_of(probe), text);
	else if (code == ELOOP && probe->state == PROBE_CHECKING_PATH &&
		 path_check_may_retry_as_user(probe->unit))
		/* Root must not follow a link in the path. Follow it with the service's
		 * ids, which decide whether the service may see the file. */
		return true;
	else
		finish_path(probe, end == HELPER_OK ? 0 : code > 0 ? -code : -EIO);
	return false;
}
