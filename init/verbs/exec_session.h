/* init/verbs/exec_session.h - relays between our standard streams and a command that the
 * init runs for us.
 *
 * Private to init/verbs. */
#ifndef INIT_VERBS_EXEC_SESSION_H
#define INIT_VERBS_EXEC_SESSION_H

#include "init/client/client.h"
#include "init/runtime/pty.h"

struct exec_session {
	struct client client;
	struct pty pty; /* used with a terminal of its own */
	bool terminal;  /* the command has a terminal of its own, otherwise three pipes */
	struct pty_direction streams[3];
	int signal_fd;
	int code;        /* the exit code; -1 while the command runs */
	char error[512]; /* the reason if there was no command */
};

/* Makes the pipes between our standard streams and the command. The caller sends
 * ret_fds[3] with the request and then closes them. Returns 0 or a negative errno. */
int exec_session_pipes(struct exec_session *s, int ret_fds[3]);
/* Relays until the command has ended. Call it after the request was sent, with all signals
 * blocked. Restores the caller's terminal, also after a signal. Returns the exit code. */
int exec_session_run(struct exec_session *s);

#endif
