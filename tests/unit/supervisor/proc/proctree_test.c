/* tests/unit/supervisor/proc/proctree_test.c - reads processes from /proc, with and without
 * lists of children. */
#include "supervisor/proc/proctree.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

static struct proctree tree;

/* Starts a child that executes argv[0] with `environment`, and waits for its execve(). */
static pid_t start(char *const argv[], char *const environment[], bool session)
{
	int ends[2];
	char byte;

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid_t pid = fork();
	if (pid == 0) {
		if (session)
			setsid();
		execve(argv[0], argv, environment);
		_exit(127);
	}
	close(ends[1]);
	assert_int_equal(read(ends[0], &byte, 1), 0); /* exec has closed the other end */
	close(ends[0]);
	return pid;
}

static pid_t start_sleep(char *const environment[])
{
	static char name[] = "/bin/sleep", time[] = "1000";

	return start((char *[]){ name, time, NULL }, environment, true);
}

static void end(pid_t pid)
{
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static char *none[] = { NULL };

static void look(void **state)
{
	struct proc_info p = { .owner = 7, .direct = true }, top;
	const struct climb any = { .stop = NULL };
	pid_t pid = start_sleep(none);

	(void)state;
	assert_true(proctree_stat(&tree, pid, &p));
	assert_int_equal(p.pid, pid);
	assert_int_equal(p.parent, getpid());
	assert_int_equal(p.group, pid);
	assert_int_equal(p.session, pid);
	assert_int_equal(p.threads, 1);
	assert_int_equal(p.owner, 7);
	assert_true(p.direct && p.start > 0 && p.start <= proctree_now());
	assert_string_equal(p.name, "sleep");
	assert_int_equal(proctree_climb(&tree, &any, pid, &top), CLIMB_OUR_CHILD);
	assert_int_equal(top.pid, pid);
	assert_int_equal(proctree_climb(&tree, &any, getpid(), &top), CLIMB_OUTSIDE);
	kill(pid, SIGKILL);
	siginfo_t info;
	assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
	/* The process is dead but not reaped. */
	assert_false(proctree_stat(&tree, pid, &p));
	end(pid);
	assert_false(proctree_stat(&tree, pid, &p));
	assert_false(proctree_stat(&tree, 0x7ffffffe, &p));
}

/* The name of a program may contain any byte. The parser must not read it as fields. */
static void names(void **state)
{
	static const char *const hostile[] = { ") Z 1 1 1", "a b (c) d", "((((",
					       ")))) R 2",  "\n\n",      "%s%n" };
	struct proc_info p = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
		int ends[2];
		assert_int_equal(pipe(ends), 0);
		pid_t pid = fork();
		if (pid == 0) {
			prctl(PR_SET_NAME, hostile[i]);
			(void)!write(ends[1], "x", 1);
			pause();
			_exit(0);
		}
		char byte;
		assert_int_equal(read(ends[0], &byte, 1), 1);
		close(ends[0]);
		close(ends[1]);
		assert_true(proctree_stat(&tree, pid, &p));
		assert_int_equal(p.parent, getpid());
		assert_string_equal(p.name, hostile[i]);
		end(pid);
	}
}

struct seen {
	pid_t pids[64];
	size_t count;
};

static void on_child(void *context, pid_t pid)
{
	struct seen *seen = context;

	if (seen->count < 64)
		seen->pids[seen->count++] = pid;
}

static bool has(const struct seen *seen, pid_t pid)
{
	for (size_t i = 0; i < seen->count; i++) {
		if (seen->pids[i] == pid)
			return true;
	}
	return false;
}

static void gather(void)
{
	for (int i = 0; i < 1000 && !proctree_snapshot(&tree, 16); i++)
		;
}

static void children(void **state)
{
	struct proc_info self = { .pid = getpid(), .threads = 1 };
	pid_t pids[20];

	(void)state;
	for (size_t i = 0; i < 20; i++)
		pids[i] = start_sleep(none);
	for (int way = 0; way < 3; way++) {
		struct seen seen = { .count = 0 };

		self.threads = way == 1 ? 2 : 1; /* find it through the list of threads */
		tree.lists = way < 2;
		gather();
		proctree_children(&tree, &self, on_child, &seen);
		for (size_t i = 0; i < 20; i++)
			assert_true(has(&seen, pids[i]));
		assert_int_equal(seen.count, 20);
	}
	tree.lists = true;
	for (size_t i = 0; i < 20; i++)
		end(pids[i]);
}

static bool is_that(void *context, pid_t pid)
{
	return pid == *(pid_t *)context;
}

static void unknown(void **state)
{
	pid_t one = start_sleep(none), two;

	(void)state;
	assert_false(proctree_has_unknown_child(&tree, is_that, &one));
	two = start_sleep(none);
	assert_true(proctree_has_unknown_child(&tree, is_that, &one));
	end(two);
	assert_false(proctree_has_unknown_child(&tree, is_that, &one));
	end(one);
	one = 0;
	assert_false(proctree_has_unknown_child(&tree, is_that, &one));
	/* Returns true, because it cannot know without lists of children. */
	tree.lists = false;
	assert_true(proctree_has_unknown_child(&tree, is_that, &one));
	tree.lists = true;
}

static void check_mark(char *const environment[], const char *service, const char *instance)
{
	char got[PROCTREE_WORD], got_instance[PROCTREE_WORD];
	pid_t pid = start_sleep(environment);
	int r = -EAGAIN;

	/* -EAGAIN until the child executes its program */
	for (int i = 0; r == -EAGAIN && i < 10000; i++) {
		r = proctree_env_marker(&tree, pid, got, got_instance);
		if (r == -EAGAIN)
			poll(NULL, 0, 1);
	}
	end(pid);
	assert_int_equal(r, service[0] != '\0');
	assert_string_equal(got, service);
	assert_string_equal(got_instance, instance);
}

static void marks(void **state)
{
	static char web
		[] = "CTINIT_SERVICE=web",
	     two[] = "CTINIT_INSTANCE=2", a[] = "A=1", other[] = "CTINIT_SERVICE=other",
	     part[] = "XCTINIT_SERVICE=no", inside[] = "B=CTINIT_SERVICE=no",
	     shorter[] = "CTINIT_SERVIC=no",
	     empty[] = "CTINIT_SERVICE=", line[] = "C=x\nCTINIT_SERVICE=no",
	     too_long[] =
		     "CTINIT_SERVICE=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
	static char big[100000];

	(void)state;
	check_mark((char *[]){ web, NULL }, "web", "");
	check_mark((char *[]){ a, two, a, web, NULL }, "web", "2");
	check_mark((char *[]){ web, other, NULL }, "web", "");
	check_mark((char *[]){ part, inside, shorter, line, NULL }, "", "");
	check_mark((char *[]){ part, inside, web, NULL }, "web", "");
	check_mark((char *[]){ empty, NULL }, "", "");
	check_mark((char *[]){ too_long, NULL }, "", "");
	check_mark(none, "", "");
	/* The file is longer than one read(2). */
	for (size_t size = 4070; size < 4100; size++) {
		memset(big, 'x', size);
		big[1] = '=';
		big[size] = '\0';
		check_mark((char *[]){ big, web, two, NULL }, "web", "2");
	}
	memset(big, 'x', sizeof big - 1);
	big[1] = '=';
	check_mark((char *[]){ big, web, NULL }, "web", "");
}

static void signals(void **state)
{
	struct proc_info p = { 0 };
	int status;
	pid_t pid = start_sleep(none);

	(void)state;
	assert_true(proctree_stat(&tree, pid, &p));
	p.start++; /* another process now has that pid */
	assert_false(proctree_signal(&tree, &p, SIGKILL));
	p.start--;
	p.session++;
	assert_false(proctree_signal(&tree, &p, SIGKILL));
	p.session--;
	kill(pid, SIGSTOP);
	assert_int_equal(waitpid(pid, &status, WUNTRACED), pid);
	assert_true(proctree_signal(&tree, &p, SIGTERM)); /* sends SIGTERM, then SIGCONT */
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	assert_false(proctree_signal(&tree, &p, SIGTERM));
	p.pid = 1;
	assert_false(proctree_signal(&tree, &p, SIGCONT));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(look),     cmocka_unit_test(names),
		cmocka_unit_test(children), cmocka_unit_test(unknown),
		cmocka_unit_test(marks),    cmocka_unit_test(signals),
	};

	proctree_open(&tree);
	/* Memory for the walk without lists of children. */
	tree.pairs = mmap(NULL, 65536 * sizeof *tree.pairs, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	proctree_close(&tree);
	return failed;
}
