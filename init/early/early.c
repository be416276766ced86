/* init/early/early.c - single-command mode from its first act to its exit code. */
#include "init/early/early.h"

#include "conf/base/exits.h"
#include "init/early/run.h"
#include "init/early/text.h"

#include <linux/prctl.h>

/* SIGCHLD ignored by our parent would make children vanish unseen (waitpid(2)). */
static void block_signals(struct run *run)
{
	uint64_t all = SYS_ALL_SIGNALS;
	struct sys_action ours = { .handler = 0 }, given = { .handler = 0 };

	sys_call(__NR_rt_sigprocmask, 2 /* SIG_SETMASK */, (long)&all, (long)&run->mask,
		 SYS_SET_SIZE, 0);
	sys_call(__NR_rt_sigaction, CTINIT_SIGCHLD, (long)&ours, (long)&given, SYS_SET_SIZE,
		 0);
	run->child_ignored = given.handler == SYS_IGNORED;
}

/* false: what was asked for by an option cannot be had. */
static bool become_reaper(struct run *run)
{
	char number[16];
	long result = 0;

	run->pid = (int)sys_call(__NR_getpid, 0, 0, 0, 0, 0);
	if (run->single.parent_death)
		sys_call(__NR_prctl, PR_SET_PDEATHSIG, run->single.parent_death, 0, 0, 0);
	if (run->pid != 1 || run->single.subreaper)
		result = sys_call(__NR_prctl, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	if (result < 0)
		early_say("orphans will not be reaped, prctl(PR_SET_CHILD_SUBREAPER)", "",
			  text_reason(result, number));
	return result == 0 || !run->single.subreaper;
}

static bool start(struct run *run)
{
	char number[16];
	long child = run->single.command ? sys_start_child(child_run, run) : 0;

	if (child < 0) {
		early_say("cannot start a process for ", run->single.command[0],
			  text_reason(child, number));
		return false;
	}
	run->child = (int)child;
	run->child_group = run->single.place == PLACE_SAME ? run->group : run->child;
	if (run->error)
		early_say("cannot run ", run->single.command[0],
			  text_reason(run->error, number));
	else if (child && run->single.verbosity > 0)
		say_number("the command runs as process ", child, NULL);
	return true;
}

/* From here on nothing of the caller's is held: no directory, no descriptor. */
static void let_go(void)
{
	sys_call(__NR_chdir, (long)"/", 0, 0, 0, 0);
	sys_call(__NR_close_range, 3, ~0U, 0, 0, 0);
}

static int run_single(struct run *run)
{
	run->terminal = TERMINAL_NONE;
	block_signals(run);
	if (!become_reaper(run) || !start(run))
		return CTINIT_EXIT_SETUP;
	let_go();
	early_serve(run);
	if (run->terminal != TERMINAL_NONE)
		terminal_take_back(run);
	leftovers_stop(run);
	return run->code;
}

int early_main(long *stack)
{
	int argc = (int)stack[0];
	char **argv = (char **)(stack + 1);
	const char *word = NULL, *why = NULL;
	struct run run = { .environment = argv + argc + 1 };

	switch (options_parse(&run.single, argc, argv, &word, &why)) {
	case OPTIONS_NOT_OURS: return -1;
	case OPTIONS_RUN: return run_single(&run);
	case OPTIONS_WRONG:
		early_say("the command line is wrong at ", word ? word : argv[0], why);
		early_say("it is: ctinit [options] -- COMMAND; see ctinit --help", "",
			  NULL);
	}
	return CTINIT_EXIT_USAGE;
}
