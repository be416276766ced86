/* init/verbs/own_program.c - runs the verbs that are programs of their own.
 *
 * These programs use libraries that PID 1 does without. ctinit executes the one that lies
 * beside it, or the first one in PATH. */
#include "conf/base/base.h"
#include "conf/base/exits.h"
#include "init/sys/process_start.h"
#include "init/verbs/print_line.h"
#include "init/verbs/verb.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct own_program {
	const char *verb, *program;
	bool several_verbs; /* the program's first argument is the verb */
} programs[] = {
	{ "web", "ctinit-web", false },        { "convert", "ctinit-convert", true },
	{ "kube", "ctinit-convert", true },    { "compose", "ctinit-convert", true },
	{ "quadlet", "ctinit-convert", true },
};

static const struct own_program *program_of(const char *verb)
{
	for (size_t i = 0; i < ARRAY_LEN(programs); i++) {
		if (strcmp(programs[i].verb, verb) == 0)
			return &programs[i];
	}
	return &programs[0];
}

/* Puts the path of the program beside this one into `path`, or its name if this one's path
 * is unknown or too long. */
static void path_beside(char path[PATH_MAX], const char *program)
{
	ssize_t len = readlink("/proc/self/exe", path, PATH_MAX - 1);

	path[len > 0 ? len : 0] = '\0';

	const char *slash = strrchr(path, '/');
	size_t folder = slash ? (size_t)(slash + 1 - path) : 0;

	if (folder + strlen(program) >= PATH_MAX)
		folder = 0;
	strcpy(path + folder, program);
}

/* main() has changed both; a program keeps them over execve(2). */
static void restore_signals(const struct process_start *start)
{
	if (start->child_ignored)
		signal(SIGCHLD, SIG_IGN);
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &start->mask, NULL, sizeof start->mask);
}

static int own_program_run(const struct process_start *start, int argc, char **argv)
{
	const struct own_program *own = program_of(argv[0]);
	char **words = start->argv + (own->several_verbs ? 0 : 1);
	char path[PATH_MAX], name[32];
	const char *verb = own->verb;

	(void)argc;
	snprintf(name, sizeof name, "%s", own->program);
	words[0] = name;
	path_beside(path, own->program);
	restore_signals(start);
	execv(path, words);
	int code = errno;
	if (code == ENOENT) {
		execvp(own->program, words);
		code = errno;
	}
	if (code == ENOENT) {
		print_line(stderr,
			   "ctinit: %s: the program %s is neither at %s nor in PATH; "
			   "copy it there, or install the package ctinit",
			   verb, own->program, path);
		return CTINIT_EXIT_NOT_FOUND;
	}
	print_line(stderr, "ctinit: %s: cannot execute %s: %s", verb, path, strerror(code));
	return CTINIT_EXIT_NOT_RUN;
}

const struct verb verb_web = {
	.name = "web",
	.usage = "[--listen ADDRESS] [OPTIONS]",
	.summary = "Serve a page, metrics and an HTTP API for a container: the program "
		   "ctinit-web(1), a client of the control socket.",
	.run = own_program_run,
};

const struct verb verb_convert = {
	.name = "convert",
	.usage = "[--from=KIND] [--root=DIR] [--path=PATH] [--image=IMAGE] [-o FILE "
		 "[--force]] "
		 "[--report=stderr|file|none] FILE|DIR",
	.summary =
		"Print the svc.ini for the services of another program (supervisord, s6, "
		"runit, systemd, a Procfile, a compose file), and report what could not be "
		"carried over: the program ctinit-convert.",
	.run = own_program_run,
};

const struct verb verb_kube = {
	.name = "kube",
	.usage = "[--kind=pod|deployment] [--replicas=N] --image=IMAGE [--name=NAME] "
		 "[--file=PATH] [--ctinit=PROGRAM] FILE",
	.summary =
		"Print a Pod or a Deployment for an image that runs FILE, with probes, the "
		"time that a stop may take, ports and limits.",
	.run = own_program_run,
};

const struct verb verb_compose = {
	.name = "compose",
	.usage = "--image=IMAGE [--name=NAME] [--file=PATH] [--ctinit=PROGRAM] FILE",
	.summary = "Print a compose file for an image that runs FILE.",
	.run = own_program_run,
};

const struct verb verb_quadlet = {
	.name = "quadlet",
	.usage = "--image=IMAGE [--name=NAME] [--file=PATH] [--ctinit=PROGRAM] FILE",
	.summary = "Print a .container unit of podman for an image that runs FILE.",
	.run = own_program_run,
};
