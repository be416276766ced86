/* init/web/web_main.c - runs ctinit-web: opens its sockets, gives up its rights, serves.
 *
 * It is a client of the control socket (ctinit-control(7)) and keeps no state of its own, so it
 * may end or be killed at any time. */
#include "conf/base/exits.h"
#include "init/web/access.h"
#include "init/web/control_place.h"
#include "init/web/http_clients.h"
#include "init/web/unprivileged.h"
#include "init/web/web_listen.h"
#include "init/web/web_server.h"
#include "init/web/web_settings.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LAST_REPLIES 500 /* ms for replies after SIGTERM */

static bool open_all(const struct web_settings *settings, int fds[WEB_LISTENERS_MAX])
{
	for (unsigned i = 0; i < settings->listeners; i++) {
		fds[i] = web_listen(settings, settings->listen[i]);
		if (fds[i] < 0)
			return false;
	}
	return true;
}

static bool serve_all(const struct web_settings *settings, const int fds[WEB_LISTENERS_MAX])
{
	for (unsigned i = 0; i < settings->listeners; i++) {
		char name[256];

		if (!web_server_start(fds[i]))
			return false;
		web_listen_name(name, sizeof name, settings->listen[i], fds[i]);
		printf("ctinit-web: serving on %s\n", name);
	}
	fflush(stdout);
	return true;
}

int main(int argc, char **argv)
{
	struct web_settings settings;
	int fds[WEB_LISTENERS_MAX], caught;
	sigset_t ends;
	int code = web_settings_read(&settings, argc, argv);

	if (code >= 0)
		return code;
	/* The threads inherit the blocked signals. */
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGHUP);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	signal(SIGPIPE, SIG_IGN);

	control_place_set(settings.control, settings.container);
	if (!open_all(&settings, fds))
		return CTINIT_EXIT_FAILED;
	if (!access_prepare(&settings) || !rights_give_up(settings.user) ||
	    http_clients_start() < 0 || !serve_all(&settings, fds)) {
		web_listen_remove(&settings);
		return CTINIT_EXIT_FAILED;
	}
	do {
		sigwait(&ends, &caught);
	} while (caught == SIGHUP);
	web_listen_remove(&settings);
	/* The client that has shut the container down by us gets its reply. Others may wait for
	 * minutes: the kernel closes their connections. */
	http_clients_drain(LAST_REPLIES);
	fflush(stdout);
	_exit(CTINIT_EXIT_OK);
}
