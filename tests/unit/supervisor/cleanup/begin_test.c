/* tests/unit/supervisor/cleanup/begin_test.c - checks that the number of a dead main
 * process is signaled only while the process is our zombie.
 *
 * In old_kernel[] the kernel acts as one before Linux 6.9: it knows no
 * PIDFD_SIGNAL_PROCESS_GROUP. */
#include "supervisor/cleanup/cleanup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "conf/base/clock.h"
#include "supervisor/cleanup/ownership.h"
#include "tests/unit/supervisor/host.h"
#include "tests/unit/supervisor/proc/syscall_filter.h"

#include <errno.h>
#include <sys/resource.h>
#include <sys/syscall.h>

static unsigned zombie_kills, reaped_kills; /* SIGKILL to the group of a dead process */

/* Takes the place of libc's. */
int kill(pid_t pid, int signal)
{
	siginfo_t dead = { 0 };

	if (pid < -1 && signal == SIGKILL) {
		if (waitid(P_PID, (id_t)-pid, &dead, WEXITED | WNOHANG | WNOWAIT) < 0)
			reaped_kills++;
		else
			zombie_kills += dead.si_pid == -pid;
	}
	return (int)syscall(SYS_kill, pid, signal);
}

/* From now on a signal through a pidfd fails with EINVAL if it has flags. */
static bool refuse_group_signals(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_pidfd_send_signal, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[3])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};

	return install_filter(code, ARRAY_LEN(code));
}

static int begin(void **state)
{
	(void)state;
	host_begin("[service:web]\nkill = group\nstop-timeout = 60s\n"
		   "command = sleep 1000\n");
	sup_start(host_sup);
	host_run_until("web: ready");
	zombie_kills = reaped_kills = 0;
	return 0;
}

/* Kills the main process, and returns its pid when it is a zombie. */
static pid_t kill_main(void)
{
	pid_t pid = host_unit(0)->main.child.pid;
	siginfo_t dead;

	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitid(P_PID, (id_t)pid, &dead, WEXITED | WNOWAIT), 0);
	return pid;
}

/* Makes the core order a kill. */
static void order_kill(void)
{
	struct context *ctx = sup_context(host_sup);

	core_stop_auto(ctx->core, 0, clock_now());
	context_pump(ctx);
	core_timeout(ctx->core, 0, clock_now());
	context_pump(ctx);
	assert_int_equal(core_state(ctx->core, 0), SVC_KILLING);
}

/* A main process that is not our child, or one that another process should replace, is
 * reaped before the clean-up begins. */
static void a_reaped_number_is_not_signaled(void **state)
{
	struct unit *u = host_unit(0);
	pid_t pid;

	(void)state;
	order_kill();
	pid = kill_main();
	zombie_kills = reaped_kills = 0;
	u->main.pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	assert_true(u->main.pidfd >= 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_true(sup_child_exited(host_sup, pid, SIGKILL));
	host_run_until("web: stopped");
	assert_int_equal(zombie_kills, 0);
	assert_int_equal(reaped_kills, 0);
}

static void the_group_of_a_zombie_is_killed(void **state)
{
	pid_t pid;

	(void)state;
	order_kill();
	pid = kill_main();
	zombie_kills = reaped_kills = 0;
	assert_true(sup_child_exited(host_sup, pid, SIGKILL));
	assert_int_equal(zombie_kills, 1);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	host_run_until("web: stopped");
	assert_int_equal(reaped_kills, 0);
}

/* Without /proc no scan finds the group later. */
static void without_proc_the_group_is_killed_at_once(void **state)
{
	struct context *ctx = sup_context(host_sup);
	int *proc_fd = &ownership_tree(ctx->ownership)->proc_fd, fd = *proc_fd;
	pid_t pid;

	(void)state;
	*proc_fd = -1;
	core_stop_auto(ctx->core, 0, clock_now());
	context_pump(ctx);
	pid = kill_main();
	assert_true(sup_child_exited(host_sup, pid, SIGKILL));
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	host_run_until("web: stopped");
	assert_int_equal(zombie_kills, 1);
	assert_int_equal(reaped_kills, 0);
	*proc_fd = fd;
}

/* pidfd_open(2) fails, but the zombie is still there. */
static void without_descriptors_the_group_is_killed_at_once(void **state)
{
	struct context *ctx = sup_context(host_sup);
	struct rlimit limit, none;
	pid_t pid;

	(void)state;
	core_stop_auto(ctx->core, 0, clock_now());
	context_pump(ctx);
	pid = kill_main();
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	none = (struct rlimit){ 0, limit.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	assert_true(sup_child_exited(host_sup, pid, SIGKILL));
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	host_run_until("web: stopped");
	assert_int_equal(zombie_kills, 1);
	assert_int_equal(reaped_kills, 0);
	assert_non_null(strstr(host_log, "web: pidfd_open: Too many open files; killing "
					 "what is left of its group at once"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, host_finish)

int main(void)
{
	const struct CMUnitTest any_kernel[] = {
		TEST(without_descriptors_the_group_is_killed_at_once),
	};
	const struct CMUnitTest old_kernel[] = {
		TEST(a_reaped_number_is_not_signaled),
		TEST(the_group_of_a_zombie_is_killed),
		TEST(without_proc_the_group_is_killed_at_once),
	};
	int failed = cmocka_run_group_tests(any_kernel, NULL, NULL);

	if (!refuse_group_signals()) {
		print_message("# skip: the kernel takes no filter\n");
		return failed;
	}
	return failed + cmocka_run_group_tests(old_kernel, NULL, NULL);
}
