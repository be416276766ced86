/* init/verbs/log.c - `ctinit log`: the logger, started by PID 1 with its socket at 3. */
#include "conf/base/exits.h"
#include "init/verbs/verbs.h"
#include "supervisor/logger/main.h"

#include <stdio.h>
#include <sys/socket.h>

#define LOG_FD 3

int cmd_log(const struct process_start *start, int argc, char **argv)
{
	int type = 0;
	socklen_t size = sizeof type;

	(void)start;
	(void)argc;
	(void)argv;
	if (getsockopt(LOG_FD, SOL_SOCKET, SO_TYPE, &type, &size) < 0 ||
	    type != SOCK_SEQPACKET) {
		fprintf(stderr, "ctinit: log is what the init starts by itself\n");
		return CTINIT_EXIT_SETUP;
	}
	return logger_main(LOG_FD);
}
