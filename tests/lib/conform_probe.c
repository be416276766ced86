/* tests/lib/conform_probe.c - acts as a command that an init runs: prints inherited state
 * and received signals.
 *
 * usage: conform_probe VERB [ARGS]; the verbs are in `verbs` at the end of this file. Each
 * line is one write. Signal sets are the kernel's 8 bytes, because libc's leave out signals
 * 32 and 33 (signal(7), nptl(7)). */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

__attribute__((format(printf, 1, 2))) static void say(const char *format, ...)
{
	char line[4096];
	va_list list;
	int size;

	va_start(list, format);
	size = vsnprintf(line, sizeof(line) - 1, format, list);
	va_end(list);
	line[size++] = '\n';
	if (write(1, line, (size_t)size) < 0)
		_exit(99);
}

static uint64_t change_mask(int how, uint64_t set)
{
	uint64_t old = 0;

	syscall(SYS_rt_sigprocmask, how, &set, &old, sizeof(old));
	return old;
}

/* The kernel's own struct: libc refuses 32 and 33. rt_sigaction(2). */
struct raw_action {
	void (*handler)(int);
	unsigned long flags;
	void (*restorer)(void);
	uint64_t set;
};

static uint64_t ignored_signals(void)
{
	struct raw_action action;
	uint64_t set = 0;

	for (int s = 1; s <= 64; s++)
		if (!syscall(SYS_rt_sigaction, s, NULL, &action, 8) &&
		    action.handler == SIG_IGN)
			set |= 1ULL << (s - 1);
	return set;
}

static int verb_exit(char **arg)
{
	return atoi(arg[0]);
}

static int verb_die(char **arg)
{
	int number = atoi(arg[0]);
	struct raw_action plain = { .handler = SIG_DFL };

	syscall(SYS_rt_sigaction, number, &plain, NULL, 8);
	change_mask(SIG_SETMASK, 0);
	syscall(SYS_kill, getpid(), number);
	return 98;
}

static const char *owner_of_pid(pid_t id, pid_t init_id)
{
	if (id == getpid())
		return "own";
	/* Both ids are 0 if the leader is outside of the namespace. */
	return id == init_id ? "init" : "other";
}

static void say_descriptors(void)
{
	char list[2048] = "";
	size_t at = 0;

	for (int fd = 0; fd < 1024; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			at += (size_t)snprintf(list + at, sizeof(list) - at, " %d", fd);
	say("fds%s", list);
}

static void say_fact(const char *fact)
{
	char path[4096] = "?";
	pid_t front = tcgetpgrp(0);
	int tty;

	if (!strcmp(fact, "session")) {
		say("session %s", owner_of_pid(getsid(0), getsid(getppid())));
	} else if (!strcmp(fact, "group")) {
		say("group %s", owner_of_pid(getpgrp(), getpgid(getppid())));
	} else if (!strcmp(fact, "front")) {
		say("front %s", front < 0 ? "none" : front == getpgrp() ? "us" : "others");
	} else if (!strcmp(fact, "ctty")) {
		tty = open("/dev/tty", O_RDWR | O_NOCTTY);
		say("ctty %s", tty < 0 ? "none" : "yes");
	} else if (!strcmp(fact, "blocked")) {
		say("blocked %llx", (unsigned long long)change_mask(SIG_BLOCK, 0));
	} else if (!strcmp(fact, "ignored")) {
		say("ignored %llx", (unsigned long long)ignored_signals());
	} else if (!strcmp(fact, "fds")) {
		say_descriptors();
	} else if (!strcmp(fact, "cwd")) {
		say("cwd %s", getcwd(path, sizeof(path)) ? path : "?");
	} else if (!strcmp(fact, "umask")) {
		say("umask %03o", (unsigned)umask(0));
	} else if (!strcmp(fact, "uid")) {
		say("uid %u", (unsigned)getuid());
	} else if (!strcmp(fact, "listen")) {
		const char *value = getenv("LISTEN_PID");

		say("listen %s", !value                     ? "unset"
				 : atoi(value) == getpid()  ? "own"
				 : atoi(value) == getppid() ? "init"
							    : value);
	} else {
		say("%s=%s", fact, getenv(fact) ? getenv(fact) : "(unset)");
	}
}

static int verb_facts(char **arg)
{
	while (*arg)
		say_fact(*arg++);
	return 0;
}

static int verb_args(char **arg)
{
	while (*arg)
		say("[%s]", *arg++);
	return 0;
}

/* Prints every signal that arrives, and exits after the signal `last` (0 for never). */
static void watch(const char *who, int last)
{
	uint64_t all = ~0ULL;
	siginfo_t info;
	int number;

	for (;;) {
		number = (int)syscall(SYS_rt_sigtimedwait, &all, &info, NULL, sizeof(all));
		if (number < 0)
			continue;
		if (info.si_code == SI_QUEUE)
			say("%ssig %d value %d", who, number, info.si_value.sival_int);
		else
			say("%ssig %d", who, number);
		if (number == last)
			exit(0);
	}
}

/* catch [member|stranger] [LAST]: prints the signals that arrive, up to LAST. Starts a
 * second process that does the same, in our group or its own. */
static int verb_catch(char **arg)
{
	int go[2];
	char byte;

	change_mask(SIG_BLOCK, ~0ULL);
	if (*arg && (!strcmp(*arg, "member") || !strcmp(*arg, "stranger"))) {
		if (pipe(go))
			return 97;
		if (fork() == 0) {
			if (!strcmp(*arg, "stranger"))
				setpgid(0, 0);
			close(go[0]);
			close(go[1]);
			watch("second ", 0);
		}
		close(go[1]);
		if (read(go[0], &byte, 1) < 0)
			return 97;
		arg++;
	}
	say("ready");
	watch("", *arg ? atoi(*arg) : 0);
	return 0;
}

/* Keeps the inherited dispositions, and waits. */
static int verb_wait(char **arg)
{
	say("ready");
	for (;;)
		pause();
	return arg != NULL;
}

static int verb_stop(char **arg)
{
	raise(SIGSTOP);
	return atoi(arg[0]);
}

static int count_left_after(pid_t *list, int n, double seconds)
{
	struct timespec begin, now, nap = { .tv_nsec = 1000000 };
	int left;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	for (;;) {
		left = 0;
		for (int i = 0; i < n; i++)
			left += list[i] && (kill(list[i], 0) == 0 || errno != ESRCH);
		clock_gettime(CLOCK_MONOTONIC, &now);
		if (!left || (double)(now.tv_sec - begin.tv_sec) >= seconds)
			return left;
		nanosleep(&nap, NULL);
	}
}

/* orphans N SECONDS: makes N orphans exit at the same time, and prints how many are not
 * reaped within SECONDS. */
static int verb_orphans(char **arg)
{
	int n = atoi(arg[0]), told[2], hold[2];
	pid_t *list = calloc((size_t)n, sizeof(*list)), pid;
	char byte;

	if (!list || pipe(told) || pipe(hold))
		return 97;
	for (int i = 0; i < n; i++) {
		pid = fork();
		if (pid == 0) {
			if (fork() == 0) {
				pid = getpid();
				if (write(told[1], &pid, sizeof(pid)) < 0)
					_exit(1);
				close(hold[1]);
				_exit(read(hold[0], &byte, 1) < 0);
			}
			_exit(0);
		}
		if (pid > 0)
			waitpid(pid, NULL, 0);
		if (read(told[0], &list[i], sizeof(pid)) != sizeof(pid))
			return 97;
	}
	close(hold[1]);
	say("left %d of %d", count_left_after(list, n, atof(arg[1])), n);
	return 0;
}

/* burst N CODE: exits together with N other processes; the kernel may send only one SIGCHLD
 * for them (signal(7)). */
static int verb_burst(char **arg)
{
	int hold[2];
	char byte;

	if (pipe(hold))
		return 97;
	for (int i = atoi(arg[0]); i > 0; i--)
		if (fork() == 0) {
			close(hold[1]);
			_exit(read(hold[0], &byte, 1) < 0);
		}
	return atoi(arg[1]);
}

static void on_term(int number)
{
	struct timespec work = { .tv_nsec = 30000000 };

	nanosleep(&work, NULL); /* simulates work in the handler */
	say("handler ran (%d)", number);
	_exit(0);
}

/* leave handler|stubborn|daemon CODE: leaves a process behind (for `daemon` in its own
 * session) and exits with CODE. If CODE is `wait`, waits to be killed by a signal. */
static int verb_leave(char **arg)
{
	int go[2];
	char byte;

	if (pipe(go))
		return 97;
	if (fork() == 0) {
		if (!strcmp(arg[0], "daemon"))
			setsid();
		signal(SIGTERM, strcmp(arg[0], "stubborn") ? on_term : SIG_IGN);
		close(go[0]);
		close(go[1]);
		for (;;)
			pause();
	}
	close(go[1]);
	if (read(go[0], &byte, 1) < 0)
		return 97;
	say("ready");
	if (strcmp(arg[1], "wait"))
		return atoi(arg[1]);
	for (;;)
		pause();
}

/* Reads a line from the terminal as a foreground process, like a shell job. */
static int verb_read(char **arg)
{
	char line[256];
	ssize_t size;

	say("ready");
	size = read(0, line, sizeof(line) - 1);
	if (size < 0)
		return 96;
	line[size] = 0;
	line[strcspn(line, "\n")] = 0;
	say("read %s%s", line, arg[0] ? arg[0] : "");
	return 0;
}

/* queue PID SIGNAL VALUE: calls sigqueue(3), for a runner without such a call. */
static int verb_queue(char **arg)
{
	union sigval value = { .sival_int = atoi(arg[2]) };

	return sigqueue(atoi(arg[0]), atoi(arg[1]), value) != 0;
}

/* Prints the number of its arguments and environment variables. */
static int verb_count(char **arg)
{
	extern char **environ;
	int words = 0, variables = 0;

	while (arg[words])
		words++;
	while (environ && environ[variables])
		variables++;
	say("words %d variables %d", words, variables);
	return 0;
}

static const struct {
	const char *name;
	int (*run)(char **arg);
} verbs[] = {
	{ "exit", verb_exit },   { "die", verb_die },     { "facts", verb_facts },
	{ "args", verb_args },   { "catch", verb_catch }, { "wait", verb_wait },
	{ "stop", verb_stop },   { "read", verb_read },   { "orphans", verb_orphans },
	{ "burst", verb_burst }, { "leave", verb_leave }, { "count", verb_count },
	{ "queue", verb_queue },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (!strcmp(argv[1], verbs[i].name))
			return verbs[i].run(argv + 2);
	return 95;
}
