/* init/verbs/exec_verb.c - runs `ctinit exec`: a command, as a service runs its own. */
#include "conf/base/exits.h"
#include "init/client/screen.h"
#include "init/sys/calls.h"
#include "init/verbs/exec_session.h"
#include "init/verbs/print_line.h"
#include "init/verbs/request.h"
#include "init/verbs/usage.h"

#include <string.h>
#include <unistd.h>

static struct exec_session session;

static void add_words(struct client_request *r, const struct client_options *options)
{
	struct screen screen;

	request_begin(r, &verb_exec, options, "exec");
	if (session.terminal) {
		screen_init(&screen, stdout);
		snprintf(r->numbers[0], sizeof r->numbers[0], "--tty=%ux%u", screen.rows,
			 screen.columns);
		request_add(r, r->numbers[0]);
	}
	if (options->user) {
		snprintf(r->numbers[1], sizeof r->numbers[1], "--user=%s", options->user);
		request_add(r, r->numbers[1]);
	}
	request_add(r, options->words[0]);
	request_add(r, "--");
	for (char **word = options->command; *word; word++)
		request_add(r, *word);
}

/* Sends the request with the pipes. Returns 0, or the exit code with r->error. */
static int send_request(struct client_request *r)
{
	int fds[3] = { -1, -1, -1 }, code = CTINIT_EXIT_OK;

	if (!session.terminal && exec_session_pipes(&session, fds) < 0) {
		snprintf(r->error, sizeof r->error, "cannot make a pipe");
		return CTINIT_EXIT_FAILED;
	}
	if (client_send(&session.client, r->words, fds, session.terminal ? 0 : 3,
			&TEXT(r->error)) < 0)
		code = CTINIT_EXIT_USAGE;
	for (int i = 0; i < 3; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	return code;
}

static int exec_run(const struct process_start *start, int argc, char **argv)
{
	static struct client_request request;
	struct client_options options;
	int code = client_options_read(start, &verb_exec, argv, &options);

	(void)argc;
	if (code == 0 && (options.count != 1 || !options.command || !options.command[0]))
		code = verb_usage(&verb_exec, options.count != 1
						      ? "one NAME must come before --"
						      : "a command must follow --");
	if (code != 0)
		return code;
	session.terminal = !options.pipes && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	add_words(&request, &options);
	code = CTINIT_EXIT_NO_INIT;
	if (client_connect(&session.client, &options.target, &TEXT(request.error)) == 0)
		code = send_request(&request);
	sys_sigmask(SIG_BLOCK, SYS_ALL_SIGNALS, NULL);
	if (code == 0 && request.error[0] == '\0') {
		code = exec_session_run(&session);
		memcpy(request.error, session.error, sizeof session.error);
	}
	client_close(&session.client);
	if (request.error[0] != '\0')
		print_line(stderr, "ctinit exec: %s", request.error);
	return code;
}

static const struct verb_option exec_options[] = {
	CLIENT_FLAG("--no-tty", 'T', pipes,
		    "Give the command pipes, also if this is a terminal."),
	CLIENT_VALUE("--user", 'u', "USER", user,
		     "Run it as this user in place of the service's."),
	CLIENT_PLACES,
};

const struct verb verb_exec = {
	.name = "exec",
	.usage = "[--no-tty] [--user USER] NAME -- CMD [ARGS]...",
	.summary = "Run a command as the service runs: with its user, environment, "
		   "directory, limits, capabilities and control group. On a terminal the "
		   "command gets a terminal of its own, with job control. The exit code is "
		   "the command's, 128+N after signal N.",
	.options = exec_options,
	.run = exec_run,
};
