/* init/single/single.c - runs one command without libc (`ctinit -- CMD`). */
#include "init/single/single.h"

#include "conf/base/exits.h"
#include "init/single/mini_init.h"
#include "init/single/strings.h"

#include <linux/prctl.h>
#include <linux/resource.h>

#define FDS_MAX 65536 /* maximum number of descriptors to close one by one */
#ifndef RLIMIT_NOFILE
#define RLIMIT_NOFILE 7 /* asm-generic/resource.h */
#endif

/* Blocks all signals and resets SIGCHLD to its default. While SIGCHLD is ignored, the
 * kernel reaps children without us (waitpid(2)). */
static void block_signals(struct mini_init *init)
{
	uint64_t all = SYS_ALL_SIGNALS;
	struct kernel_sigaction ours = { .handler = 0 }, given = { .handler = 0 };

	raw_syscall(__NR_rt_sigprocmask, 2 /* SIG_SETMASK */, (long)&all, (long)&init->mask,
		    KERNEL_SIGSET_SIZE, 0);
	raw_syscall(__NR_rt_sigaction, CTINIT_SIGCHLD, (long)&ours, (long)&given,
		    KERNEL_SIGSET_SIZE, 0);
	init->sigchld_ignored = given.handler == KERNEL_SIG_IGN;
}

/* The attribute survives execve(2), so our parent may have set it
 * (PR_SET_CHILD_SUBREAPER(2const)). */
static bool is_subreaper(void)
{
	int is = 0;

	raw_syscall(__NR_prctl, PR_GET_CHILD_SUBREAPER, (long)&is, 0, 0, 0);
	return is != 0;
}

/* Returns false if an option requires a child subreaper and that fails. */
static bool become_reaper(struct mini_init *init)
{
	bool wanted = init->options.subreaper || init->options.profile->reaps_always;
	long result = 0;

	init->pid = (int)raw_syscall(__NR_getpid, 0, 0, 0, 0, 0);
	if (init->options.parent_death)
		raw_syscall(__NR_prctl, PR_SET_PDEATHSIG, init->options.parent_death, 0, 0,
			    0);
	if (init->options.subreaper || (init->pid != 1 && wanted))
		result = raw_syscall(__NR_prctl, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	if (result < 0)
		compat_log(init, MSG_REAPER_FAILED, NULL, result, 0);
	if (init->pid != 1 && !wanted && !is_subreaper())
		compat_log(init, MSG_NO_REAPER, NULL, 0, 0);
	return result == 0 || !init->options.subreaper;
}

/* Moves the child to its group, and gives the terminal to that. Called if we cannot see
 * that the child did this, because qemu-user has turned the vfork into a fork. */
static void repeat_for_child(struct mini_init *init)
{
	if (init->options.process_group != GROUP_NEW)
		return;
	raw_syscall(__NR_setpgid, init->child, init->child, 0, 0, 0);
	foreground_give(init, init->child);
}

static bool start_command(struct mini_init *init)
{
	if (init->options.profile->leaves_terminal &&
	    init->options.process_group == GROUP_SESSION)
		foreground_leave_terminal(init);
	if (!init->options.command)
		return true;
	/* Not in the child: if it is a fork, repeat_for_child() may already have moved it. */
	init->group = (int)raw_syscall(__NR_getpgid, 0, 0, 0, 0, 0);
	long child = start_child(exec_in_child, init);
	const char *command = init->options.command[0];
	if (child < 0) {
		compat_log(init, MSG_START_FAILED, command, child, 0);
		return false;
	}
	init->child = (int)child;
	if (!init->shared)
		repeat_for_child(init);
	init->child_group =
		init->options.process_group == GROUP_SAME ? init->group : init->child;
	if (!init->error || init->options.profile->options)
		compat_log(init, MSG_STARTED, command, child, 0);
	return true;
}

/* Used if the kernel is older than 5.9 or a filter blocks close_range(2). */
static void close_one_by_one(void)
{
	uint64_t limits[2] = { 0, 0 }; /* struct rlimit: soft and hard limit */
	long most = FDS_MAX;

	if (raw_syscall(__NR_prlimit64, 0, RLIMIT_NOFILE, 0, (long)limits, 0) == 0 &&
	    limits[0] < FDS_MAX)
		most = (long)limits[0];
	for (long fd = 3; fd < most; fd++)
		raw_syscall(__NR_close, fd, 0, 0, 0, 0);
}

/* Leaves the caller's working directory and closes the descriptors above 2, so we do not
 * keep them busy. */
static void close_inherited(void)
{
	raw_syscall(__NR_chdir, (long)"/", 0, 0, 0, 0);
	if (raw_syscall(__NR_close_range, 3, ~0U, 0, 0, 0) < 0)
		close_one_by_one();
}

static int run_mini_init(struct mini_init *init)
{
	init->terminal = FOREGROUND_NONE;
	block_signals(init);
	if (!become_reaper(init) || !start_command(init))
		return init->options.profile->exit_failed;
	close_inherited();
	signal_loop(init);
	if (init->terminal != FOREGROUND_NONE)
		foreground_take_back(init);
	cleanup_remaining(init);
	return init->code;
}

static int run_as_profile(struct mini_init *init, const struct compat_profile *profile,
			  char **argv, const char *name)
{
	struct compat_result result =
		compat_parse(&init->options, profile, argv, init->environment);

	if (result.verdict != COMPAT_RUN)
		return compat_usage(&init->options, &result, name);
	if (profile->leaves_terminal) {
		compat_log(init, MSG_DEBUG, NULL, 0, 0);
		if (init->options.process_group != GROUP_SESSION)
			compat_log(init, MSG_NO_SESSION, NULL, 0, 0);
	}
	return run_mini_init(init);
}

static int report_wrong_word(const char *word, const char *why)
{
	struct message_buffer line = { .length = 0 };

	line_append(&line, "ctinit: the command line is wrong at ");
	line_append_escaped(&line, word);
	line_append(&line, ": ");
	line_append(&line, why);
	line_append(&line,
		    "\nctinit: it is: ctinit [options] -- COMMAND; see ctinit --help");
	message_line(&line);
	return CTINIT_EXIT_USAGE;
}

static int report_setuid(const char *why)
{
	struct message_buffer line = { .length = 0 };

	line_append(&line,
		    "ctinit: refusing to run with more rights than the caller has: ");
	line_append(&line, why);
	message_line(&line);
	return CTINIT_EXIT_SETUP;
}

static const char *base_name(const char *path)
{
	const char *part = path;

	for (; *path; path++) {
		if (*path == '/')
			part = path + 1;
	}
	return part;
}

int single_main(long *stack)
{
	int argc = (int)stack[0];
	char **argv = (char **)(stack + 1);
	const char *word = NULL, *why = NULL;
	struct mini_init init = { .environment = argv + argc + 1 };
	const char *compat = argc > 1 ? string_after(argv[1], "--compat=") : NULL;
	const struct compat_profile *profile = NULL;

	why = setuid_refusal(init.environment);
	if (why)
		return report_setuid(why);
	if (compat)
		profile = compat_find(compat);
	else if (argc > 0)
		profile = compat_find(base_name(argv[0]));
	if (profile)
		return run_as_profile(&init, profile, compat ? argv + 1 : argv,
				      compat ? compat : argv[0]);
	if (compat)
		return report_wrong_word(argv[1], "it can be tini, tini-static, "
						  "docker-init, dumb-init, "
						  "catatonit or podman-init");
	switch (options_parse(&init.options, argc, argv, &word, &why)) {
	case OPTIONS_NOT_OURS: return -1;
	case OPTIONS_RUN: return run_mini_init(&init);
	case OPTIONS_WRONG: break;
	}
	return report_wrong_word(word ? word : argv[0], why);
}
