/* tests/lib/stage/early_term.c - sends SIGTERM as soon as the subject has a child. */
#include "tests/lib/stage/stage.h"

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

/* Returns -1 if the subject has not received the SIGTERM yet, otherwise how certain that
 * is: the caller adds up the results until they reach 300. It has received it if it has
 * exited, sleeps with no SIGTERM pending, or stays in state D, as vfork(2) does until the
 * child runs. Source: proc(5), status. */
static int has_taken_term(pid_t pid)
{
	char path[64], line[128], state = 0;
	unsigned long long pending = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	f = fopen(path, "re");
	if (!f)
		return 300;
	while (fgets(line, sizeof(line), f)) {
		sscanf(line, "State: %c", &state);
		sscanf(line, "ShdPnd: %llx", &pending);
	}
	fclose(f);
	if (state == 'D')
		return 1;
	return state == 'Z' || (state == 'S' && !(pending >> (SIGTERM - 1) & 1)) ? 100 : -1;
}

/* Sends SIGTERM as soon as the subject's child exists, before the child runs. Lets the
 * child continue when the subject has received SIGTERM, or after 100000 checks. Source:
 * ptrace(2). */
void early_term(pid_t pid)
{
	unsigned long born = 0;
	int status;

	must(waitpid(pid, &status, 0), "early: exec");
	must(ptrace(PTRACE_SETOPTIONS, pid, 0,
		    PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE),
	     "early: options");
	must(ptrace(PTRACE_CONT, pid, 0, 0), "early: run");
	while (waitpid(pid, &status, 0) == pid && WIFSTOPPED(status) && !(status >> 16))
		ptrace(PTRACE_CONT, pid, 0, WSTOPSIG(status));
	must(ptrace(PTRACE_GETEVENTMSG, pid, 0, &born), "early: born");
	must(waitpid((pid_t)born, &status, __WALL), "early: its child");
	must(kill(pid, SIGTERM), "early: TERM");
	must(ptrace(PTRACE_DETACH, pid, 0, 0), "early: detach");
	for (int sure = 0, left = 100000; sure < 300 && left; left--) {
		int more = has_taken_term(pid);

		sure = more < 0 ? 0 : sure + more;
		sched_yield();
	}
	must(ptrace(PTRACE_DETACH, (pid_t)born, 0, 0), "early: let it go");
}
