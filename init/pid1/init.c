/* init/pid1/init.c - contains the set-up steps that container.c and in_place.c share. */
#include "init/pid1/init.h"

#include "conf/base/timestamp.h"
#include "conf/conf.h"
#include "init/pid1/report.h"
#include "init/sys/calls.h"
#include "supervisor/logger/shared/time_zone.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void init_stdio(struct init *init, int closed_stdio)
{
	for (int i = 0; i < 3; i++)
		init->host.stdio[i] =
			closed_stdio & 1 << i ? -1 : fcntl(i, F_DUPFD_CLOEXEC, 3);
}

/* Callers such as nohup(1) or podman's catatonit start ctinit with signals blocked or
 * ignored. Services would then miss their stop signal, so only a command gets these
 * settings. PID 1 blocks all signals, so default actions cannot kill it. */
void init_signals(struct init *init, uint64_t mask, bool child_ignored)
{
	uintptr_t handler = 0;

	if (init->command) {
		/* The command inherits our other actions. */
		init->host.inherited_mask = mask;
		init->host.inherited_ignored = child_ignored ? SYS_SIGNAL_BIT(SIGCHLD) : 0;
		return;
	}
	for (int n = 1; n <= 64; n++) {
		if (sys_signal_handler(n, &handler) == 0 && handler == (uintptr_t)SIG_IGN)
			sys_signal_set(n, (uintptr_t)SIG_DFL);
	}
}

/* Returns true for variables that are meant for ctinit: sd_notify(3), sd_listen_fds(3),
 * sd_watchdog_enabled(3). A service that inherits them would report its own state to
 * ctinit's supervisor. */
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

/* Changes the array that main() got. It lives as long as the process. */
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
	/* The values of the key are 0 quiet, 1 normal and 2 verbose. */
	if (verbosity > 1)
		verbosity = (int)conf_number(conf_init(conf), CONF_INIT_VERBOSITY) - 1;
	report_verbosity(verbosity);
}

/* ---- our own lines ---- */

struct own_style init_style_of(const struct init *init, const struct conf *conf)
{
	struct own_style style = conf_own_style(conf, init->host.environment);

	if (init->command && style.shape == OWN_PREFIX)
		style.shape = OWN_EARLY;
	/* While PID 1 serves it must not read a time zone file, which could block. */
	style.live = init->style.live && style.shape == OWN_PREFIX;
	if (style.time == TIMESTAMP_LOCAL && init->loop != NULL && !init->local_zone)
		style.time = TIMESTAMP_UTC;
	return style;
}

void init_use_style(struct init *init, struct own_style style)
{
	init->style = style;
	report_style(&init->style, own_colours_allowed(init->host.environment));
}

void init_style(struct init *init)
{
	struct own_style early;

	init->host.own = &init->style;
	init->style = early = init_style_of(init, init->conf);
	init->local_zone = early.time == TIMESTAMP_LOCAL;
	if (init->local_zone)
		time_zone_load(init->host.environment);
	if (early.shape != OWN_JSON)
		early = (struct own_style){ .shape = OWN_EARLY };
	report_style(&early, own_colours_allowed(init->host.environment));
}
