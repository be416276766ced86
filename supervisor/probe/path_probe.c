/* supervisor/probe/path_probe.c - the questions file:PATH and unix:PATH. */
#include "supervisor/path/cached.h"
#include "supervisor/probe/path_check.h"
#include "supervisor/probe/probe.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* 0: the answer is yes; else a negative errno. */
static void looked(struct probe *probe, int r)
{
	const char *why = path_reason(r);

	if (r == 0)
		probe_finish(probe, true, "");
	else
		probe_fail(probe, probe->kind == READY_FILE ? "file" : "connect",
			   why != NULL ? why : strerror(-r));
}

/* A link on the way is not root's: the service's own ids decide what it may see. */
static void look_by_child(struct probe *probe, const char *path, bool as_service)
{
	struct look look = { .use = probe->key == CONF_SERVICE_HEALTH  ? PATH_HEALTH
				    : probe->key == CONF_SERVICE_READY ? PATH_READY
								       : PATH_WAIT_FOR,
			     .connects = probe->kind == READY_UNIX,
			     .as_service = as_service,
			     .timeout = probe->timeout };
	char why[HELPER_TEXT];

	probe->state = as_service ? PROBE_CHECKING_PATH_AS_USER : PROBE_CHECKING_PATH;
	if (path_check_start(&probe->helper, &look, path, &TEXT(why)) < 0)
		probe_finish(probe, false, why);
}

static void look_again(struct probe *probe)
{
	struct probe_target target;
	char path[PATH_MAX], why[HELPER_TEXT];

	if (probe_reads_env_first(probe, true))
		return;
	if (probe_target(probe->unit, NULL, (enum conf_key)probe->key, probe->at, &target,
			 &TEXT(why)) < 0) {
		probe_finish(probe, false, why);
		return;
	}
	snprintf(path, sizeof path, "%s", target.rest);
	look_by_child(probe, path, true);
}

/* What only its file system knows a child finds out: PID 1 does not wait for disks. */
void probe_path(struct probe *probe, const char *path)
{
	char known[40];
	int fd;

	if (path[0] == '@') {
		probe_connect_unix(probe, path);
		return;
	}
	fd = path_lookup_cached_no_links(path);
	if (fd == -EAGAIN) {
		look_by_child(probe, path, false);
	} else if (fd < 0 || probe->kind == READY_FILE) {
		if (fd >= 0)
			close(fd);
		looked(probe, fd < 0 ? fd : 0);
	} else {
		/* To what was found, wherever the path leads by now. */
		snprintf(known, sizeof known, "/proc/self/fd/%d", fd);
		probe_connect_unix(probe, access("/proc/self", F_OK) == 0 ? known : path);
		close(fd);
	}
}

void probe_path_checked(struct probe *probe, enum helper_end end, const char *text)
{
	int code = probe->helper.exit_code;

	if (end != HELPER_OK && end != HELPER_FAILED)
		probe_fail(probe, "look at", text);
	else if (code == ELOOP && probe->state == PROBE_CHECKING_PATH &&
		 path_check_may_retry_as_user(probe->unit))
		look_again(probe);
	else
		looked(probe, end == HELPER_OK ? 0 : code > 0 ? -code : -EIO);
}
