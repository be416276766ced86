/* init/inside/inplace.c - `ctinit run` where no container is made: in an image, in a pod,
 * below another init. Never refuses for what it lacks: it does without and says so once. */
#include "init/inside/inside.h"

#include "conf/base/exits.h"
#include "conf/conf.h"
#include "init/inside/init.h"
#include "init/inside/mounts.h"
#include "init/inside/say.h"
#include "init/inside/terminal.h"
#include "init/sys/start.h"

#include <errno.h>
#include <linux/close_range.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

/* Orphans of our services come to us instead of to somebody who knows nothing of them. */
static void become_subreaper(void)
{
	if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0)
		say(SAY_WARNING,
		    "ctinit: cannot become the reaper of orphans: %s; going on without",
		    strerror(errno));
}

static void remember(struct init *init, const struct process_start *start)
{
	init->host.say = say;
	init->host.inherited_mask = start->mask;
	init->host.inherited_ignored = start->ignored;
	memcpy(init->limits, start->limits, sizeof init->limits);
	init->host.inherited_limits = init->limits;
	init->host.is_pid1 = getpid() == 1;
	init->control_fd = -1;
	init_stdio(init, start->closed_stdio);
	init_environment(init, start->environment);
}

int inside_run_in_place(const struct process_start *start, struct conf *conf, int verbosity,
			bool command)
{
	static struct init init;

	init.conf = conf;
	init.command = init.host.command = command;
	/* What somebody forgot to close is not for our services. */
	close_range(3, ~0u, CLOSE_RANGE_CLOEXEC);
	init_verbosity(conf, verbosity);
	say_open(STDERR_FILENO);
	remember(&init, start);
	if (conf_container(conf))
		say(SAY_WARNING, "ctinit: [container] is ignored: already inside one");
	if (init.host.is_pid1) {
		mounts_in_place(
			(enum conf_mounts)conf_number(conf_init(conf), CONF_INIT_MOUNTS));
		say_open(STDERR_FILENO); /* /proc may have come */
	} else {
		become_subreaper();
	}
	init.host.terminal_fd = terminal_in_place(init.host.stdio[0]);
	return serve(&init);
}
