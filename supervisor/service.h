/* supervisor/service.h - one service: its section, its process, its watchers.
 *
 * Private to the room. The core decides; this file and its neighbours do and tell. */
#ifndef SUPERVISOR_SERVICE_H
#define SUPERVISOR_SERVICE_H

#include "conf/base/clock.h"
#include "conf/base/text.h"
#include "conf/conf.h"
#include "supervisor/base/deadline.h"
#include "supervisor/base/format.h"
#include "supervisor/base/io.h"
#include "supervisor/base/scratch.h"
#include "supervisor/base/sections.h"
#include "supervisor/base/timer.h"
#include "supervisor/base/unit.h"
#include "supervisor/child/channel_pool.h"
#include "supervisor/child/spawn_slot.h"
#include "supervisor/child/table.h"
#include "supervisor/child/unit_cgroup.h"
#include "supervisor/child/watch.h"
#include "supervisor/core/core.h"
#include "supervisor/generation.h"
#include "supervisor/proc/env.h"
#include "supervisor/proc/spawn.h"
#include "supervisor/sup.h"
#include "supervisor/tell.h"

#include <termios.h>

struct probe;
struct health;
struct condition;
struct wait;
struct ownership;
struct pidfile;
struct helper;
struct ids;
struct readiness;
struct reload;
struct proc_info;

enum { PINS_UNKNOWN, PINS_NONE, PINS_SOME };
/* What is wanted of a whole tree while its main process lives. */
enum tree_request { TREE_SIGNAL_NONE, TREE_SIGNAL_STOP, TREE_SIGNAL_KILL };

struct service {
	struct unit unit;
	struct unit *next_business;
	uint32_t died;        /* when, in ticks of proctree_now() */
	uint16_t left, fresh; /* of its processes, in the walk that is settled */
	uint32_t watch;
	uint16_t
		program; /* hash of the name of its program; see ownership_find_suspect() */
	uint8_t want, stop_step, rounds;
	uint8_t glances; /* of glance.c: the next one, from 1; 0: none */
	struct spawn_state spawn;
	bool say_pause : 1, foreground : 1, warned_user_ignored : 1;
	bool told_task : 1; /* that it seems to be a task */
	bool by_reload : 1; /* the last reload started it, and it has not settled yet */
	bool told_left : 1; /* that it seems to go into the background */
	bool start_waits : 1,
		start_waited : 1; /* start_again.c: for room; before this try */
	bool cont_due : 1;  /* its stop signal was sent; CONT follows if it still lives */
	bool stop_sent : 1; /* its processes got the stop signal, as stop-target says */
	uint8_t accounts_step : 2;        /* of accounts.h: its start waits */
	bool accounts_read : 1;           /* they were just read for it */
	bool in_business : 1, walked : 1; /* in the list; part of the walk that runs */
};

struct sup {
	struct context ctx;
	struct conf *owned_conf; /* the same, once it is a reload's */
	struct reload *reload, *spent;
	struct generation *generation; /* all that are in use */
	struct policy *policies;       /* of this conf */
	struct health *healths;        /* of those with the key, in the order of services */
	struct child_table children;
	struct spawn_slots spawn_slots;
	struct channel_pool channel_pool;
	struct unit *business; /* dead ones with leftovers, and trees wanted seen */
	struct conf_scratch added_room;
	char **maps;             /* the words of map-user at the start, NULL at the end */
	struct env added;        /* what setups wrote to CTINIT_ENV; vars NULL: no setups */
	struct termios terminal; /* as it was when a service got it */
	int setup_fd;            /* CTINIT_ENV of the setup at work; -1: none */
	uint32_t setup;          /* which is at work */
	uint8_t stage;           /* of setups.c */
	uint8_t pins;            /* of cleanup_needs_zombies() */
	uint32_t health_count;
	uint32_t spawn_limit; /* so many in flight before new starts are throttled */
	ev_timer end_timer, pause, cont;
	ev_timer waits; /* of tell_waits.c, with the time of its last look */
	msec waits_looked;
	uint32_t reload_left, reload_failed, reload_first_failed; /* of reload_done.c */
	uint32_t waiting;     /* services that may have to be reported */
	ev_timer reload_turn; /* fed; started: while one waits for a logger */
	ev_timer glance;      /* of glance.c */
	ev_timer settle; /* fed, to run right after the reaper; started: a later turn */
	void (*done)(void *context);
	void *done_context;
	bool killed;        /* a KILL order was given */
	bool asked;         /* a request ended all, or came meanwhile */
	uint8_t requests;   /* further ones */
	bool over;          /* the services are gone */
	bool asked_command; /* a signal that asks for an end was passed on to `-- CMD` */
	bool pumping, looking, walking, look_again, told_rest;
	char why[400];
};

/* What is not yet a room's own: the whole of a unit, and of the supervisor. */
#define SERVICE(u)  ((struct service *)(uintptr_t)(u))
#define SUP(of_ctx) ((struct sup *)(uintptr_t)(of_ctx))

/* dispatch.c */
void dispatch_init(struct context *ctx);
void dispatch_done(struct context *ctx);
void dispatch_pump(struct context *ctx);
/* CONT to those whose stop signal was just sent and who are still there then: a process
 * that is stopped takes no other signal than KILL. */
void stop_schedule_sigcont(struct context *ctx);

/* called by sup.c */
bool cleanup_needs_zombies(struct context *ctx);
void setups_start(struct context *ctx);
int reload_start(struct context *ctx, struct conf *conf);
bool reload_is_possible(const struct context *ctx);
int hooks_reload(struct context *ctx, uint32_t i);
bool status_is_up(const struct context *ctx, uint32_t *cursor);
size_t status_count_ready(const struct context *ctx);
void status_report(struct context *ctx);
void shutdown_request(struct context *ctx, int code, const char *why);
void shutdown_escalate(struct context *ctx);
bool shutdown_kills(const struct context *ctx);
void shutdown_signal_rest(struct context *ctx, int signal, bool everybody);
bool shutdown_drain_rest(struct context *ctx);
/* ending.c: all that was written is out. */
void shutdown_output_drained(struct context *ctx);
void ending_init(struct context *ctx);
void ending_arm(struct context *ctx, msec wait); /* ORDER_ARM_SHUTDOWN */
void ending_over(struct context *ctx);           /* ORDER_FINISHED: the output is written */
/* setups.c: what setups wrote is out, or nobody reads it: the services. */
void setups_output_flushed(struct context *ctx);
/* service.c */
extern const struct unit_events service_events;
extern const struct unit_layout service_layout;
void service_init(struct unit *u);
/* The wait of its state, or of its leftovers, is over. */
void service_timeout(struct unit *u);
/* A start says how it went. */
void service_exec_reported(struct unit *u);
void service_order(struct unit *u, const struct core_order *order);
/* The program runs, of type = forking: the main process is known. */
void service_running(struct unit *u);
void service_main_exited(struct unit *u, pid_t pid, int wstatus);
/* No other process is the main one now: what is left goes. `pid` is pinned, or 0. */
void service_main_gone(struct unit *u, pid_t pid);
void service_start(struct unit *u);      /* its process, now */
void service_spawn(struct unit *u);      /* what comes before it, too */
void service_cleaned_up(struct unit *u); /* nothing is left of it: post-stop, then ... */
void service_stopped(struct unit *u);    /* ... tell the core */
/* A start that failed before there was a process: told, and the core knows. */
void service_start_failed(struct unit *u, int code, const char *why);

/* service_stop.c */
/* The signal of step `step` of stop-signal, to the processes of stop-target. */
void service_stop(struct unit *u, uint32_t step);
void service_kill(struct unit *u); /* as its `kill` says */

/* glance.c: what is below it is looked at while it is ready. */
void descendants_init(struct context *ctx);
void descendants_record_later(struct unit *u);
/* leftovers.c */
void cleanup_begin(struct unit *u, pid_t pid);
/* After the reap; `own_turn`: to go on with what was too much for one turn. */
void cleanup_run(struct context *ctx, bool own_turn);
/* Is its tree to be looked at? */
bool cleanup_is_scanned(const struct unit *u);
bool cleanup_can_scan(const struct unit *u);
void cleanup_request_tree_signal(struct unit *u, enum tree_request want, uint32_t step);
bool cleanup_group_is_alive(struct unit *u);
/* Its main process is dead, and what is left has the rest of the core's stop: the core's
 * timer and signals are for that. */
bool cleanup_is_within_stop(const struct unit *u);
/* ORDER_SIGNAL while something is left. */
void cleanup_send_next_signal(struct unit *u);
/* May any process of it be there, while it has no main process? */
bool cleanup_has_processes(const struct unit *u);
void cleanup_schedule(struct context *ctx);
void cleanup_escalate(struct unit *u);
void cleanup_timer_expired(struct unit *u);
void cleanup_kill(struct unit *u);
/* All of its control group, while its main process lives. */
void cleanup_kill_cgroup(struct unit *u);
/* setups.c */
int setups_init(struct context *ctx); /* 0 or -ENOMEM */
void setups_done(struct context *ctx);
bool setups_step(struct context *ctx); /* true: the core was given facts */
/* The descriptor of the file that CTINIT_ENV names, of a setup; else -1. */
int setup_vars_fd(const struct unit *u);
#define SETUP_VARS_PATH "/proc/self/fd/8" /* SPAWN_ENV_FD */
/* A signal for `-- CMD` while setups run: true, it is not to be passed on. */
bool setups_take(struct context *ctx, int signal);
void setups_ended(struct unit *u); /* nothing is left of it */
/* environment.c. A key's value, expanded from `env`; of several warnings *err keeps the
 * first, and it must be "" at the beginning. */
int unit_value(struct unit *u, struct env *env, enum conf_key key, struct conf_value *ret,
	       struct text *err);
/* All variables of one start, with ctinit's own HOME: what was read for it (files.h), or
 * made now ... */
int environment_fill(struct unit *u, struct env *env, struct text *err);
/* ... and then the user's; *ret_ids are the ids to take when *ret_change. */
int environment_user(struct unit *u, struct env *env, struct ids *ret_ids, bool *ret_change,
		     struct text *err);
/* Both without a look at what was read: it reads what files there are. `env` is new. */
int layers_read(struct unit *u, struct env *env, struct text *err);
int layers_read_user(struct unit *u, struct env *env, struct ids *ret_ids, bool *ret_change,
		     bool *ret_ignored, struct text *err);
/* Has ctinit's own environment a NAME_FILE=/path? */
bool layers_name_secrets(const struct context *ctx);
/* The ids of USER[:GROUP] and more groups (NULL: none), map-user applied. */
int accounts_find(struct unit *u, const char *user, char *const *groups, struct ids *ret,
		  struct text *err);
/* map-user into /etc/passwd and /etc/group, once, before anything runs: it may wait for
 * the disk. What cannot be done is told. */
void map_users_apply(struct context *ctx);
/* map-user as it is at the start: passwd says so too. 0 or -ENOMEM. */
int map_users_load(struct context *ctx);
void map_users_free(struct context *ctx);
/* Room for what setups add, at sup_new() when there are setups; 0 or -ENOMEM. */
int environment_init_added(struct context *ctx);
void environment_free_added(struct context *ctx);
/* KEY=VALUE lines of a setup: they join ctinit's own environment for all that starts
 * later. 0, or a negative errno and *err "CTINIT_ENV:LINE: ...". Takes no memory. */
int environment_add(struct context *ctx, const char *text, size_t len, struct text *err);
/* plan.c: all one start needs, in the scratch. `ready` is how it says so. */
int plan_fill(struct unit *u, struct spawn_plan *plan, struct env *env,
	      struct conf_value *ready, struct text *err);
/* Into a plan whose user is known: dirs and remove, for the child to do first. plan_fill()
 * does it unless there is a pre-start, which wants them before it. */
int plan_tmpfiles(struct unit *u, struct spawn_plan *plan, struct env *env,
		  struct text *err);
/* What a helper beside the service needs: its user (unless `privileged`: ctinit's), directory,
 * limits and environment, stdin null, its output or (quiet) none. No argv yet. */
int plan_fill_job(struct unit *u, struct spawn_plan *plan, struct env *env, bool privileged,
		  bool quiet, struct text *err);
/* What our own code in a child needs: nothing of the service's, null streams. */
void plan_fill_bare(struct unit *u, struct spawn_plan *plan);
/* context->fill_helper: what a helper of this spec needs, without argv. */
int plan_fill_helper(struct helper *helper, struct spawn_plan *plan, struct env *env,
		     struct text *err);
/* settings.c */
bool policy_is_dynamic(const struct conf_section *section);
int policy_load(const struct conf_section *section, struct env *env,
		struct conf_scratch *scratch, struct policy *ret, struct text *err);
/* health.c: while it is ready. For services without `health` nothing happens. */
/* Room for those of `conf`, for health_migrate(). 0 or -ENOMEM. */
int health_alloc(const struct conf *conf, struct health **ret_room);
/* Those of ctx->conf, in that room; a service that goes on is looked after as before:
 * map[i] is the index it had, -1 none. NULL: all are new. */
void health_migrate(struct context *ctx, struct health *room, const int32_t *map);
void health_free(struct context *ctx);
void health_begin(struct unit *u);
/* Number `at` of `count` is first asked after: an interval, or a part of it. */
msec health_spread(msec interval, uint32_t at, uint32_t count);
msec health_next(msec due, msec interval, msec now);
void health_end(struct unit *u);
/* when.c */
int conditions_new_all(struct generation *generation); /* 0 or -ENOMEM */
void conditions_detach(struct unit *u);
bool conditions_before_start(const struct conf_section *section); /* file: or exec: */
/* Of these services, those whose conditions by name do not hold are barred. */
void conditions_evaluate(struct context *ctx, uint32_t from, uint32_t to);
/* Why it was skipped. */
void conditions_skip_reason(struct unit *u, char *text, size_t size);
/* ORDER_PREPARE, ORDER_CANCEL_PREPARE: conditions, then wait.c; answers the core. */
void prestart_begin(struct unit *u);
void prestart_cancel(struct unit *u);
/* wait.c: start-delay and wait-for, ORDER_PREPARE; answers the core. */
bool wait_for_is_set(const struct conf_section *section);
int wait_for_new_all(struct generation *generation); /* 0 or -ENOMEM */
void wait_for_detach(struct unit *u);
void wait_for_begin(struct unit *u);
void wait_for_cancel(struct unit *u);
/* What it waits for: "start-delay", "tcp:db:5432"; "": nothing. Uses the scratch. */
void wait_for_describe(struct unit *u, char text[TELL_CAUSE]);
/* ready.c */
int readiness_new_all(struct generation *generation); /* 0 or -ENOMEM */
/* Before the fork: makes what the service talks to. 0 or a negative errno. */
int readiness_prepare(struct unit *u, struct spawn_plan *plan, struct env *env,
		      const struct conf_value *ready);
void readiness_begin(struct unit *u); /* the program runs */
/* The main process is dead: MAINPID= that came before is heard. */
void readiness_read_last(struct unit *u);
void readiness_end(struct unit *u);         /* nothing is awaited any more */
void readiness_log_matched(struct unit *u); /* ready = log: that line came */
void readiness_stop_probing(struct unit *u);
void readiness_detach(struct unit *u);
/* What it waits for until it is ready, as `ready` has it: "tcp:127.0.0.1:5432"; "": nothing.
 * Returns the reason of the last answer; "": there was none. */
const char *readiness_missing(const struct unit *u, char word[96]);
/* ready = fd:N was closed by all that had it, without a newline: the start has failed. */
bool readiness_fd_closed(const struct unit *u);

#endif
