/* init/inside/init.c - the steps of setting up that both ways of being the init share. */
#include "init/inside/init.h"

#include "conf/conf.h"
#include "init/inside/say.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void init_stdio(struct init *init, int closed_stdio)
{
	for (int i = 0; i < 3; i++)
		init->host.stdio[i] =
			closed_stdio & 1 << i ? -1 : fcntl(i, F_DUPFD_CLOEXEC, 3);
}

/* What a surrounding supervisor told ctinit is not for its services: they would answer
 * in its place. sd_notify(3), sd_listen_fds(3), sd_watchdog_enabled(3). */
static bool is_private(const char *entry)
{
	static const char *const names[] = {
		"NOTIFY_SOCKET=",  "NOTIFY_FD=",      "LISTEN_FDS=",    "LISTEN_PID=",
		"LISTEN_FDNAMES=", "LISTEN_PIDFDID=", "WATCHDOG_USEC=", "WATCHDOG_PID="
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strncmp(entry, names[i], strlen(names[i])) == 0)
			return true;
	return false;
}

/* In place: the block is ours until the end. */
void init_environment(struct init *init, char **environment)
{
	size_t kept = 0;

	for (size_t i = 0; environment[i]; i++)
		if (!is_private(environment[i]))
			environment[kept++] = environment[i];
	environment[kept] = NULL;
	init->host.environment = environment;
}

void init_verbosity(const struct conf *conf, int verbosity)
{
	/* The file's words are quiet, normal, verbose. */
	if (verbosity > 1)
		verbosity = (int)conf_number(conf_init(conf), CONF_INIT_VERBOSITY) - 1;
	say_level(verbosity);
}
