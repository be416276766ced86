/* tests/bench/drive_single.c - measures an init as PID 1 with one command.
 *
 * usage: drive_single ROUNDS CHILD SUBJECTS
 *   single.start    us from execve() of the init to the first instruction of the command
 *   single.true     us from execve() of the init until it is reaped
 *   single.dirty    KiB of private dirty memory of the init while the command waits
 *   single.pss      KiB of proportional memory (PSS) of the init at that time
 *   single.calls    system calls that the init makes before it forks, counted by ptrace(2)
 *                   This program appends the command to each subject's line. */
#include "tests/bench/measure.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static void with_command(struct subject *s, char *child, const char *word)
{
	int n = 0;

	while (s->argv[n] != NULL && s->argv[n] != child)
		n++;
	s->argv[n] = child;
	s->argv[n + 1] = (char *)(uintptr_t)word; /* execv() does not modify it */
}

static void one_run(const struct subject *s, int round)
{
	int64_t start, stamp = 0;
	int fds[2], status;

	if (pipe2(fds, O_CLOEXEC) < 0)
		give_up("pipe");
	pid_t pid = subject_start(s, fds[1], &start);
	close(fds[1]);
	waitpid(pid, &status, 0);
	int64_t end = now_ns();
	if (read(fds[0], &stamp, sizeof stamp) != sizeof stamp || status != 0)
		fprintf(stderr, "bench: %s: wait status %#x\n", s->name, (unsigned)status);
	else if (round >= 0) {
		sample("single.start", s->name, round, (double)(stamp - start) / 1000.0);
		sample("single.true", s->name, round, (double)(end - start) / 1000.0);
	}
	close(fds[0]);
}

static void memory_of(const struct subject *s)
{
	int fds[2];
	char byte;

	if (pipe2(fds, O_CLOEXEC) < 0)
		give_up("pipe");
	pid_t pid = subject_start(s, fds[1], NULL);
	close(fds[1]);
	if (read(fds[0], &byte, 1) == 1) {
		sleep_ms(50); /* lets the init go to sleep; no time is measured here */
		sample("single.dirty", s->name, 0,
		       (double)rollup_kib(pid, "\nPrivate_Dirty:"));
		sample("single.pss", s->name, 0, (double)rollup_kib(pid, "\nPss:"));
	}
	close(fds[0]);
	subject_stop(pid, SIGTERM, 5000);
}

/* Runs the traced process to its first fork. Returns the number of system calls between
 * execve() and the fork, or -1 if it exited without a fork. */
static int count_calls(pid_t pid)
{
	int calls = 0, status, inside = 0, counting = 0;

	while (waitpid(pid, &status, 0) == pid && WIFSTOPPED(status)) {
		int event = status >> 16, sig = WSTOPSIG(status);
		if (event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK ||
		    event == PTRACE_EVENT_CLONE)
			return calls - 1; /* the fork itself does not count */
		if (event == PTRACE_EVENT_EXEC) {
			counting = 1;
			inside = 1; /* the next stop is the exit of execve() */
		} else if (sig == (SIGTRAP | 0x80) && counting) {
			inside = !inside;
			calls += inside;
		}
		sig = event != 0 || (sig & 0x7f) == SIGTRAP ? 0 : sig;
		ptrace(PTRACE_SYSCALL, pid, NULL, (void *)(long)sig);
	}
	return -1;
}

static void calls_of(const struct subject *s)
{
	int go[2], status;
	char byte;

	if (pipe2(go, O_CLOEXEC) < 0)
		give_up("pipe");
	pid_t pid = fork();
	if (pid == 0) { /* a plain child, not PID 1: the init makes the same calls */
		int null = open("/dev/null", O_RDWR);
		dup2(null, 0);
		dup2(null, 1);
		dup2(null, 2);
		close(go[1]);
		(void)!read(go[0], &byte, 1);
		execv(s->argv[0], s->argv);
		_exit(97);
	}
	if (ptrace(PTRACE_SEIZE, pid, NULL,
		   (void *)(long)(PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD |
				  PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
				  PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC)) < 0)
		give_up("ptrace");
	close(go[0]);
	close(go[1]);
	int calls = count_calls(pid);
	if (calls >= 0)
		sample("single.calls", s->name, 0, calls);
	kill(pid, SIGKILL); /* the child dies with us: it is traced with EXITKILL */
	while (waitpid(-1, &status, __WALL | WNOHANG) > 0 || errno != ECHILD)
		if (kill(pid, 0) < 0)
			break;
}

int main(int argc, char **argv)
{
	static struct subject subjects[MAX_SUBJECTS];

	if (argc != 4)
		give_up("usage: drive_single ROUNDS CHILD SUBJECTS");
	int rounds = atoi(argv[1]), count = subjects_read(argv[3], subjects, MAX_SUBJECTS);
	char *child = argv[2];
	for (int i = 0; i < count; i++) {
		with_command(&subjects[i], child, "--pause");
		memory_of(&subjects[i]);
		with_command(&subjects[i], child, "--stamp");
	}
	for (int round = -2; round < rounds; round++)
		for (int i = 0; i < count; i++)
			one_run(&subjects[(i + round + 2) % count], round);
	for (int i = 0; i < count; i++)
		calls_of(&subjects[i]);
	return 0;
}
