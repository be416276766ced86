/* supervisor/env/file_helper.c - prepares a helper to read files for a service. */
#include "supervisor/env/file_helper.h"

#include "supervisor/env/accounts.h"
#include "supervisor/env/progress.h"
#include "supervisor/proc/file_read.h"

#include <unistd.h>

/* The files are not read yet, so keys that depend on them cannot give the ids. */
static void set_ids(struct unit *u)
{
	static struct ids found;
	static struct path_ids ids;
	const char *user;
	char why[256];

	if (!conf_is_set(u->section, CONF_SERVICE_USER) || geteuid() != 0 ||
	    conf_is_dynamic(u->section, CONF_SERVICE_USER) ||
	    (user = conf_text(u->section, CONF_SERVICE_USER)) == NULL ||
	    accounts_find(u->ctx, user, NULL, &found, &TEXT(why)) < 0)
		return;
	ids = (struct path_ids){ found.uid, found.gid, found.groups, found.group_count };
	file_read_as(&ids);
}

void file_helper_begin(struct unit *u, int fd)
{
	progress_begin(fd);
	u->ctx->scratch.used = 0;
	set_ids(u);
	u->ctx->scratch.used = 0;
}
