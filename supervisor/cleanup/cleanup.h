/* supervisor/cleanup/cleanup.h - ends the processes that a service leaves behind.
 *
 * When the main process of a service exits, other processes of the service may still run:
 * children, daemons that forked twice, processes in their own sessions. They must have
 * ended before the next start, because they may hold the service's port. The clean-up
 * finds those that the key `kill` selects (ownership.h), sends them SIGTERM or the stop
 * signal (signal.c), waits, and sends SIGKILL.
 *
 * Layer:   cleanup, above child/ and output/, below hooks/ and service/.
 * Units:   msec.
 * Errors:  none; a process that cannot be killed is reported.
 * Memory:  struct cleanup is embedded in struct sup, struct cleanup_state in struct
 *          service. */
#ifndef SUPERVISOR_CLEANUP_CLEANUP_H
#define SUPERVISOR_CLEANUP_CLEANUP_H

#include "supervisor/base/unit.h"
#include "supervisor/cleanup/phase.h"

/* The signal that a scan sends to a unit's tree while the main process runs. */
enum tree_request { TREE_SIGNAL_NONE, TREE_SIGNAL_STOP, TREE_SIGNAL_KILL };

/* Says whether dead children must stay unreaped until the clean-up has seen them. */
enum zombie_need { ZOMBIES_UNKNOWN, ZOMBIES_NOT_NEEDED, ZOMBIES_NEEDED };

/* State of cleanup/ for one unit. */
struct cleanup_state {
	struct unit *next;     /* next unit in cleanup->list */
	uint32_t died;         /* when the main process died, in ticks of proctree_now() */
	uint16_t remaining;    /* processes that the last scan found */
	uint16_t newly_killed; /* processes that the last scan killed */
	uint16_t program;  /* hash of the program's name; see ownership_find_suspect() */
	uint8_t stop_step; /* the step of stop-signal that was sent last */
	uint8_t kill_rounds : 4;  /* number of scans that killed processes */
	uint8_t records : 4;      /* number of the next record (descendants.c); 0: none */
	uint8_t tree_request : 2; /* enum tree_request */
	bool in_list : 1;
	bool in_scan : 1;   /* the running scan looks for its processes */
	bool stop_sent : 1; /* the stop signal was sent to the processes of stop-target */
	bool warned_background : 1; /* report_background() has warned */
};

/* State of cleanup/ for the supervisor. */
struct cleanup {
	struct unit *list; /* units that are cleaned up, or whose tree will be signaled */
	/* ev_feed_event() runs it in this turn of the loop, right after the reaper. It is
	 * started for a scan that continues in another turn or begins later. */
	ev_timer timer;
	ev_timer records_timer; /* the timer of descendants.c */
	struct main_session *sessions;
	uint8_t zombies;       /* enum zombie_need */
	bool kills_expected;   /* cleanup_expect_kills() was called */
	bool scanning, rescan; /* a scan runs; another scan must follow */
};

static inline struct cleanup_state *cleanup_state_of(const struct unit *u)
{
	return unit_part(u, unit_layout.cleanup);
}

void cleanup_init(struct context *ctx);
/* Stops the timers. Ends no process. */
void cleanup_done(struct context *ctx);

/* Starts the clean-up of a unit whose main process is dead or was never started. `pid` is
 * the dead process, or 0 if there is none. It is not reaped yet if cleanup_needs_zombies()
 * returns true and main.pidfd does not refer to it. If the core is killing the unit, or no
 * later check can find the process group, kills the group at once; by its number only if
 * `pid` is still a zombie of ours. Calls unit_events.cleaned_up() later, when no process is
 * left that can and must be killed. */
void cleanup_begin(struct unit *u, pid_t pid);
/* Call before a child is reaped. Schedules a check of all clean-ups after the reaper,
 * because one may be over. */
void cleanup_child_reaped(struct context *ctx);
/* Call when the unit's timer expired in a clean-up and cleanup_is_within_stop() is false.
 * Kills the remaining processes. If they were killed before, reports that some of them did
 * not end, and ends the clean-up. Does nothing before the first check. */
void cleanup_timer_expired(struct unit *u);
/* Call in a clean-up. Kills the remaining processes: a control group or a process group at
 * once, others in the scan that it schedules. Does not kill a process group before the
 * first check. */
void cleanup_kill(struct unit *u);
/* Call when the stop of the unit is requested once more. Kills the remaining processes if
 * they have got their first signal. Otherwise does nothing. */
void cleanup_escalate(struct unit *u);

/* Returns true if the core is stopping the unit and no clean-up has sent SIGKILL yet. If
 * the main process is dead, the core's timer and signals then apply to the remaining
 * processes. */
bool cleanup_is_within_stop(const struct unit *u);
/* Call when the unit is started. Forgets that its last run got the stop signal. */
void cleanup_forget_stop(struct unit *u);
/* Sets the step of stop-signal that the core ordered. */
void cleanup_set_stop_step(struct unit *u, uint32_t step);
/* Returns the step of stop-signal that was sent last. */
uint32_t cleanup_stop_step(const struct unit *u);
/* Call when the processes of stop-target have got the signal of this step. */
void cleanup_stop_was_sent(struct unit *u);
/* Returns true if we have warned that the unit seems to daemonize. */
bool cleanup_warned_background(const struct unit *u);
/* Sends the signal of the stop step to the remaining processes of a dead unit, at once or
 * in the scan that it schedules. Before the first check it does nothing; that check sends
 * the signal. */
void cleanup_send_next_signal(struct unit *u);
/* Schedules a scan of the tree of a running main process. TREE_SIGNAL_KILL kills the tree.
 * TREE_SIGNAL_STOP sends the signal of this step to the tree if stop-target is tree;
 * otherwise it only remembers the tree. The main process, or its group, is signaled
 * last. */
void cleanup_request_tree_signal(struct unit *u, enum tree_request signal, uint32_t step);
/* Returns true if there is a /proc to scan. */
bool cleanup_can_scan(const struct unit *u);
/* Kills all processes in the unit's control group, and a running main process with its
 * group. Reports those that are not the main process. */
void cleanup_kill_cgroup(struct unit *u);
/* Returns true if a process of the unit may be left. Without a control group this means
 * only that a child of ours may belong to a unit that is cleaned up. Call it only if the
 * unit has no main process. */
bool cleanup_has_processes(const struct unit *u);
/* Returns true while a clean-up of the unit runs, or while a signal to its tree is
 * pending. */
bool cleanup_is_running(const struct unit *u);

/* Returns true if a dead child must not be reaped before cleanup_begin(): its pid or
 * process group is still needed. */
bool cleanup_needs_zombies(struct context *ctx);
/* Call before a unit is killed. From now on cleanup_needs_zombies() returns true, because
 * kills use process group numbers. */
void cleanup_expect_kills(struct context *ctx);

/* Scans all processes below PID 1, and returns when it has seen them all. Sends them
 * `signal` if `send` is set. If `signal` is SIGKILL and `report` is set, reports the names
 * of the processes that it found. */
void cleanup_signal_remaining(struct context *ctx, int signal, bool send, bool report);

/* Call when the unit has become ready. Records the descendants of its main process one
 * second later (descendants.c). Does nothing for a task, during a shutdown, and if the
 * unit's tree is never scanned. */
void descendants_record_later(struct unit *u);

#endif
