/* init/single/single.c - single-command mode from its first act to its exit code. */
#include "init/single/single.h"

#include "conf/base/exits.h"
#include "init/single/mini_init.h"
#include "init/single/strings.h"

#include <linux/prctl.h>
#include <linux/resource.h>

#define MOST_FDS 65536 /* that are closed one by one */
#ifndef RLIMIT_NOFILE
#define RLIMIT_NOFILE 7 /* asm-generic/resource.h */
#endif

/* SIGCHLD ignored by our parent would make children vanish unseen (waitpid(2)). */
static void block_signals(struct run *run)
{
	uint64_t all = SYS_ALL_SIGNALS;
	struct sys_action ours = { .handler = 0 }, given = { .handler = 0 };

	raw_syscall(__NR_rt_sigprocmask, 2 /* SIG_SETMASK */, (long)&all, (long)&run->mask,
		    SYS_SET_SIZE, 0);
	raw_syscall(__NR_rt_sigaction, CTINIT_SIGCHLD, (long)&ours, (long)&given,
		    SYS_SET_SIZE, 0);
	run->child_ignored = given.handler == SYS_IGNORED;
}

/* The flag survives execve(2), PR_SET_CHILD_SUBREAPER(2const). */
static bool is_subreaper(void)
{
	int is = 0;

	raw_syscall(__NR_prctl, PR_GET_CHILD_SUBREAPER, (long)&is, 0, 0, 0);
	return is != 0;
}

/* false: what was asked for by an option cannot be had. */
static bool become_reaper(struct run *run)
{
	bool wanted = run->single.subreaper || run->single.peer->reaps_always;
	long result = 0;

	run->pid = (int)raw_syscall(__NR_getpid, 0, 0, 0, 0, 0);
	if (run->single.parent_death)
		raw_syscall(__NR_prctl, PR_SET_PDEATHSIG, run->single.parent_death, 0, 0,
			    0);
	if (run->single.subreaper || (run->pid != 1 && wanted))
		result = raw_syscall(__NR_prctl, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	if (result < 0)
		early_note(run, NOTE_REAPER_FAILED, NULL, result, 0);
	if (run->pid != 1 && !wanted && !is_subreaper())
		early_note(run, NOTE_NO_REAPER, NULL, 0, 0);
	return result == 0 || !run->single.subreaper;
}

/* qemu-user makes a fork of a vfork: what the child noted for us is lost. */
static void do_for_child(struct run *run)
{
	run->group = (int)raw_syscall(__NR_getpgid, 0, 0, 0, 0, 0);
	if (run->single.place != PLACE_GROUP)
		return;
	raw_syscall(__NR_setpgid, run->child, run->child, 0, 0, 0);
	terminal_give(run, run->child);
}

static bool start(struct run *run)
{
	if (run->single.peer->leaves_terminal && run->single.place == PLACE_SESSION)
		terminal_leave(run);
	if (!run->single.command)
		return true;
	long child = sys_start_child(child_run, run);
	const char *command = run->single.command[0];
	if (child < 0) {
		early_note(run, NOTE_START_FAILED, command, child, 0);
		return false;
	}
	run->child = (int)child;
	if (!run->shared)
		do_for_child(run);
	run->child_group = run->single.place == PLACE_SAME ? run->group : run->child;
	if (!run->error || run->single.peer->options)
		early_note(run, NOTE_STARTED, command, child, 0);
	return true;
}

/* Before Linux 5.9, or where a filter refuses close_range(2). */
static void close_one_by_one(void)
{
	uint64_t limits[2] = { 0, 0 }; /* struct rlimit: soft, hard */
	long most = MOST_FDS;

	if (raw_syscall(__NR_prlimit64, 0, RLIMIT_NOFILE, 0, (long)limits, 0) == 0 &&
	    limits[0] < MOST_FDS)
		most = (long)limits[0];
	for (long fd = 3; fd < most; fd++)
		raw_syscall(__NR_close, fd, 0, 0, 0, 0);
}

/* From here on nothing of the caller's is held: no directory, no descriptor. */
static void let_go(void)
{
	raw_syscall(__NR_chdir, (long)"/", 0, 0, 0, 0);
	if (raw_syscall(__NR_close_range, 3, ~0U, 0, 0, 0) < 0)
		close_one_by_one();
}

static int run_single(struct run *run)
{
	run->terminal = TERMINAL_NONE;
	block_signals(run);
	if (!become_reaper(run) || !start(run))
		return run->single.peer->exit_failed;
	let_go();
	early_serve(run);
	if (run->terminal != TERMINAL_NONE)
		terminal_take_back(run);
	leftovers_stop(run);
	return run->code;
}

static int run_peer(struct run *run, const struct peer *peer, char **argv, const char *name)
{
	struct peer_result result = peer_parse(&run->single, peer, argv, run->environment);

	if (result.verdict != PEER_RUN)
		return peer_answer(&run->single, &result, name);
	if (peer->leaves_terminal) {
		early_note(run, NOTE_DEBUG, NULL, 0, 0);
		if (run->single.place != PLACE_SESSION)
			early_note(run, NOTE_NO_SESSION, NULL, 0, 0);
	}
	return run_single(run);
}

static int wrong(const char *word, const char *why)
{
	struct line line = { .length = 0 };

	line_add(&line, "ctinit: the command line is wrong at ");
	line_add_shown(&line, word);
	line_add(&line, ": ");
	line_add(&line, why);
	line_add(&line, "\nctinit: it is: ctinit [options] -- COMMAND; see ctinit --help");
	early_say(&line);
	return CTINIT_EXIT_USAGE;
}

static int unsafe(const char *why)
{
	struct line line = { .length = 0 };

	line_add(&line, "ctinit: refusing to run with more rights than the caller has: ");
	line_add(&line, why);
	early_say(&line);
	return CTINIT_EXIT_SETUP;
}

static const char *last_part(const char *path)
{
	const char *part = path;

	for (; *path; path++) {
		if (*path == '/')
			part = path + 1;
	}
	return part;
}

int early_main(long *stack)
{
	int argc = (int)stack[0];
	char **argv = (char **)(stack + 1);
	const char *word = NULL, *why = NULL;
	struct run run = { .environment = argv + argc + 1 };
	const char *compat = argc > 1 ? text_after(argv[1], "--compat=") : NULL;
	const struct peer *peer = NULL;

	why = secure_refusal(run.environment);
	if (why)
		return unsafe(why);
	if (compat)
		peer = peer_find(compat);
	else if (argc > 0)
		peer = peer_find(last_part(argv[0]));
	if (peer)
		return run_peer(&run, peer, compat ? argv + 1 : argv,
				compat ? compat : argv[0]);
	if (compat)
		return wrong(argv[1],
			     "it can be tini, tini-static, docker-init, dumb-init, "
			     "catatonit or podman-init");
	switch (options_parse(&run.single, argc, argv, &word, &why)) {
	case OPTIONS_NOT_OURS: return -1;
	case OPTIONS_RUN: return run_single(&run);
	case OPTIONS_WRONG: break;
	}
	return wrong(word ? word : argv[0], why);
}
