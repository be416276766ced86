/* supervisor/probe/path_probe.c - the questions file:PATH and unix:PATH. */
#include "supervisor/probe/path_check.h"
#include "supervisor/probe/probe.h"
#include "supervisor/proc/file.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* 0: the answer is yes; else a negative errno. */
static void looked(struct ask *ask, int r)
{
	const char *why = path_reason(r);

	if (r == 0)
		ask_answer(ask, true, "");
	else
		ask_no(ask, ask->kind == READY_FILE ? "file" : "connect",
		       why != NULL ? why : strerror(-r));
}

/* A link on the way is not root's: the service's own ids decide what it may see. */
static void look_by_child(struct ask *ask, const char *path, bool as_service)
{
	struct look look = { .use = ask->key == CONF_SERVICE_HEALTH  ? PATH_HEALTH
				    : ask->key == CONF_SERVICE_READY ? PATH_READY
								     : PATH_WAIT_FOR,
			     .connects = ask->kind == READY_UNIX,
			     .as_service = as_service,
			     .timeout = ask->timeout };
	char why[HELPER_TEXT];

	ask->state = as_service ? ASK_LOOKING_AGAIN : ASK_LOOKING;
	if (look_start(&ask->helper, &look, path, &TEXT(why)) < 0)
		ask_answer(ask, false, why);
}

static void look_again(struct ask *ask)
{
	struct ask_target target;
	char path[PATH_MAX], why[HELPER_TEXT];

	if (ask_reads_first(ask, true))
		return;
	if (ask_target(ask->unit, NULL, (enum conf_key)ask->key, ask->at, &target,
		       &TEXT(why)) < 0) {
		ask_answer(ask, false, why);
		return;
	}
	snprintf(path, sizeof path, "%s", target.rest);
	look_by_child(ask, path, true);
}

/* What only its file system knows a child finds out: PID 1 does not wait for disks. */
void ask_path(struct ask *ask, const char *path)
{
	char known[40];
	int fd;

	if (path[0] == '@') {
		ask_connect_unix(ask, path);
		return;
	}
	fd = file_known(path);
	if (fd == -EAGAIN) {
		look_by_child(ask, path, false);
	} else if (fd < 0 || ask->kind == READY_FILE) {
		if (fd >= 0)
			close(fd);
		looked(ask, fd < 0 ? fd : 0);
	} else {
		/* To what was found, wherever the path leads by now. */
		snprintf(known, sizeof known, "/proc/self/fd/%d", fd);
		ask_connect_unix(ask, access("/proc/self", F_OK) == 0 ? known : path);
		close(fd);
	}
}

void ask_path_done(struct ask *ask, enum helper_end end, const char *text)
{
	int code = ask->helper.exit_code;

	if (end != HELPER_OK && end != HELPER_FAILED)
		ask_no(ask, "look at", text);
	else if (code == ELOOP && ask->state == ASK_LOOKING && look_may_again(ask->unit))
		look_again(ask);
	else
		looked(ask, end == HELPER_OK ? 0 : code > 0 ? -code : -EIO);
}
