/* supervisor/cleanup/cleanup.h - ends the processes that a service leaves behind.
 *
 * When the main process of a service ends, other processes of the service may still run:
 * children, daemons that forked twice, processes in sessions of their own. They must be
 * gone before the next start, because they may hold the service's port. The clean-up finds
 * those that the key `kill` names (ownership.h says how), sends them SIGTERM or the stop
 * signal (signal.c), waits, and sends SIGKILL.
 *
 * Layer:   cleanup, above child/ and output/, below hooks/ and service/.
 * Units:   msec.
 * Errors:  none; a process that cannot be ended is reported.
 * Memory:  struct cleanup is embedded in struct sup, struct cleanup_state in struct
 *          service. */
#ifndef SUPERVISOR_CLEANUP_CLEANUP_H
#define SUPERVISOR_CLEANUP_CLEANUP_H

#include "supervisor/base/unit.h"
#include "supervisor/cleanup/phase.h"

/* What a scan of a unit's tree sends while the main process runs. */
enum tree_request { TREE_SIGNAL_NONE, TREE_SIGNAL_STOP, TREE_SIGNAL_KILL };

/* Whether dead children must stay unreaped until the clean-up has looked at them. */
enum zombie_need { ZOMBIES_UNKNOWN, ZOMBIES_NOT_NEEDED, ZOMBIES_NEEDED };

/* What cleanup keeps of each unit. */
struct cleanup_state {
	struct unit *next;     /* in cleanup->list */
	uint32_t died;         /* when the main process ended, in ticks of proctree_now() */
	uint16_t remaining;    /* its processes that the last scan found */
	uint16_t newly_killed; /* those of them that this scan killed */
	uint16_t program;  /* hash of its program's name; see ownership_find_suspect() */
	uint8_t stop_step; /* the step of stop-signal that was sent last */
	uint8_t kill_rounds : 4;  /* scans that had to kill new processes */
	uint8_t records : 4;      /* number of the next record of descendants.c; 0: none */
	uint8_t tree_request : 2; /* enum tree_request */
	bool in_list : 1;
	bool in_scan : 1;   /* the scan that runs looks for its processes */
	bool stop_sent : 1; /* the stop signal was sent to the processes of stop-target */
	bool warned_background : 1; /* report_background() has warned */
};

/* What cleanup keeps of the supervisor. */
struct cleanup {
	struct unit *list; /* units that are cleaned up, or whose tree is to be signaled */
	/* ev_feed_event() makes it run in this turn of the loop, right after the reaper. It
	 * is started if a scan continues in another turn, or begins later. */
	ev_timer timer;
	ev_timer records_timer; /* of descendants.c */
	struct main_session *sessions;
	uint8_t zombies;       /* enum zombie_need */
	bool kills_expected;   /* cleanup_expect_kills() was called */
	bool scanning, rescan; /* a scan runs; another one has to follow it */
};

static inline struct cleanup_state *cleanup_state_of(const struct unit *u)
{
	return unit_part(u, unit_layout.cleanup);
}

void cleanup_init(struct context *ctx);
void cleanup_done(struct context *ctx);

/* Starts the clean-up of a unit whose main process is dead or did not start. `pid` is the
 * dead process, which is not reaped yet if cleanup_needs_zombies() returns true, or 0.
 * Calls unit_events.cleaned_up() later, when no process is left that can and must be
 * ended. */
void cleanup_begin(struct unit *u, pid_t pid);
/* Call when a child is about to be reaped, because a clean-up may be over then. Schedules a
 * look at the clean-ups after the reaper. */
void cleanup_child_reaped(struct context *ctx);
/* Call when the unit's timer expired in a clean-up and cleanup_is_within_stop() is false.
 * Kills the processes that are left, or gives up those that could not be killed. Does
 * nothing before the first look at them. */
void cleanup_timer_expired(struct unit *u);
/* Call in a clean-up. Kills the processes that are left: those of a control group or a
 * process group at once, others in the scan that it schedules. Does nothing to a process
 * group before the first look at it. */
void cleanup_kill(struct unit *u);
/* Call when the end of the unit is requested once more. Kills the processes that are left
 * if they have got their first signal, and does nothing else. */
void cleanup_escalate(struct unit *u);

/* Returns true if the core stops the unit and no clean-up has sent SIGKILL yet. If the main
 * process is dead then, the core's timer and signals are for the processes that are
 * left. */
bool cleanup_is_within_stop(const struct unit *u);
/* Forgets the last stop of a unit that is started again. */
void cleanup_forget_stop(struct unit *u);
/* Notes the step of stop-signal whose signal the core has ordered. */
void cleanup_set_stop_step(struct unit *u, uint32_t step);
/* Returns the step whose signal was sent last. */
uint32_t cleanup_stop_step(const struct unit *u);
/* Notes that the processes of stop-target got the signal of the present step. */
void cleanup_stop_was_sent(struct unit *u);
/* Returns true if a message has said that the unit seems to go into the background. */
bool cleanup_warned_background(const struct unit *u);
/* Sends the signal of the stop step to the processes that a dead unit has left, at once or
 * in the scan that it schedules. Before the first look at them, that look sends it. */
void cleanup_send_next_signal(struct unit *u);
/* Schedules a scan of the tree of a main process that runs. TREE_SIGNAL_KILL: it kills the
 * tree. TREE_SIGNAL_STOP: it sends the signal of this step to the tree if stop-target is
 * tree, and otherwise remembers the tree. Then the main process, or its group, is signaled,
 * too. */
void cleanup_request_tree_signal(struct unit *u, enum tree_request signal, uint32_t step);
/* Returns true if there is a /proc, so that processes can be found by a scan. */
bool cleanup_can_scan(const struct unit *u);
/* Kills all processes in the unit's control group, and the main process with its group if
 * it runs. Reports those that are not the main process. */
void cleanup_kill_cgroup(struct unit *u);
/* Returns true if a process of the unit may be left. Call only if it has no main
 * process. */
bool cleanup_has_processes(const struct unit *u);
/* Returns true while a clean-up of the unit runs or a signal is to be sent to its tree. */
bool cleanup_is_running(const struct unit *u);

/* Returns true if a dead child must not be reaped before cleanup_begin() has seen it: its
 * process group or its number is still needed. */
bool cleanup_needs_zombies(struct context *ctx);
/* Call before a unit is killed. Kills use the numbers of process groups, so from now on
 * cleanup_needs_zombies() returns true. */
void cleanup_expect_kills(struct context *ctx);

/* Scans for all processes below PID 1, in one call. Sends them `signal` if `send` is set.
 * Reports SIGKILL with their names if `report` is set. */
void cleanup_signal_remaining(struct context *ctx, int signal, bool send, bool report);

/* Call when the unit has become ready. Records the descendants of its main process a second
 * later (descendants.c). Does nothing if no scan of the tree will look for them, for a
 * task, and in a shutdown. */
void descendants_record_later(struct unit *u);

#endif
