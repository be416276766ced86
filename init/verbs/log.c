/* init/verbs/log.c - runs `ctinit log`: the logger process. */
#include "conf/base/exits.h"
#include "init/verbs/verb.h"
#include "supervisor/logger/logger_main.h"

#include <stdio.h>
#include <sys/socket.h>

#define LOGGER_SOCKET_FD 3 /* PID 1 passes the socket as this descriptor */

static int log_run(const struct process_start *start, int argc, char **argv)
{
	int type = 0;
	socklen_t size = sizeof type;

	(void)start;
	(void)argc;
	(void)argv;
	if (getsockopt(LOGGER_SOCKET_FD, SOL_SOCKET, SO_TYPE, &type, &size) < 0 ||
	    type != SOCK_SEQPACKET) {
		fprintf(stderr,
			"ctinit: ctinit log is started by PID 1; it is not for users\n");
		return CTINIT_EXIT_SETUP;
	}
	return logger_main(LOGGER_SOCKET_FD);
}

const struct verb verb_log = {
	.name = "log",
	.usage = "",
	.summary = "What the init starts beside itself, to carry the output of services.",
	.hidden = true,
	.run = log_run,
};
