/* tests/lib/hold_pipe.c - holds the lock of a pipe: of that on its stdout, with splice(2)
 * from an empty socket, or of that on its stdin, with splice(2) to a full one.
 *
 *   hold_pipe stdin    the process itself holds the lock of its stdin, once it has input
 *   hold_pipe main     the process itself holds the lock of its stdout; as do the others:
 *   hold_pipe child    a child holds the lock until it is killed
 *   hold_pipe hidden   the second thread of a child in a session of its own holds it; the
 *                      first thread has closed the descriptor of the pipe
 * The process that holds the lock writes a line "holds PID" first. */
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int out = 1;

/* The logger reads a pipe only after something was written to it. So write a line just
 * before splice(2), which must take the lock before the logger has read the line. */
static void hold_lock(void)
{
	const struct sched_param first = { .sched_priority = 1 };
	int ends[2];

	sched_setscheduler(0, SCHED_FIFO, &first);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0 && write(out, "locks\n", 6) == 6)
		splice(ends[0], NULL, out, NULL, 4096, 0);
	for (;;)
		pause();
}

static void *hold_in_thread(void *unused)
{
	(void)unused;
	hold_lock();
	return NULL;
}

static void hold_hidden(void)
{
	pthread_t thread;

	setsid();
	out = open("/proc/self/fd/1", O_WRONLY | O_CLOEXEC);
	close(1);
	close(2);
	if (out < 0 || pthread_create(&thread, NULL, hold_in_thread, NULL) != 0)
		return;
	usleep(200000); /* nothing shows for sure that the other thread is in splice(2) */
	close(out);
	for (;;)
		pause();
}

static void hold_stdin(void)
{
	static char bytes[4096];
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0)
		return;
	while (send(ends[0], bytes, sizeof bytes, MSG_DONTWAIT) > 0)
		;
	while (splice(0, NULL, ends[0], NULL, 1 << 20, 0) > 0)
		;
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "main";
	pid_t pid = strcmp(how, "main") == 0 || strcmp(how, "stdin") == 0 ? 0 : fork();

	if (pid > 0)
		for (;;)
			pause();
	if (strcmp(how, "stdin") == 0)
		hold_stdin();
	dprintf(1, "holds %d\n", (int)getpid());
	if (strcmp(how, "hidden") == 0)
		hold_hidden();
	hold_lock();
}
