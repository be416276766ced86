/* supervisor/service/service.h - one service: its section, its process, its watchers.
 *
 * Private to the room. The core decides; this file and its neighbours do and tell. */
#ifndef SUPERVISOR_SERVICE_SERVICE_H
#define SUPERVISOR_SERVICE_SERVICE_H

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
#include "supervisor/cleanup/cleanup.h"
#include "supervisor/cleanup/messages.h"
#include "supervisor/cleanup/ownership.h"
#include "supervisor/cleanup/pidfile.h"
#include "supervisor/core/core.h"
#include "supervisor/env/env_state.h"
#include "supervisor/proc/env.h"
#include "supervisor/proc/spawn.h"
#include "supervisor/service/generation.h"
#include "supervisor/service/messages.h"
#include "supervisor/sup.h"

#include <termios.h>

struct ownership;
struct pidfile;
struct helper;
struct reload;
struct proc_info;

struct service {
	struct unit unit;
	struct cleanup_state cleanup;
	uint32_t watch;
	struct spawn_state spawn;
	struct env_state env;
	bool say_pause : 1, foreground : 1;
	bool told_task : 1; /* that it seems to be a task */
	bool by_reload : 1; /* the last reload started it, and it has not settled yet */
	bool start_waits : 1,
		start_waited : 1; /* start_again.c: for room; before this try */
	bool cont_due : 1; /* its stop signal was sent; CONT follows if it still lives */
};

struct sup {
	struct context ctx;
	struct conf *owned_conf; /* the same, once it is a reload's */
	struct reload *reload, *spent;
	struct generation *generation; /* all that are in use */
	struct policy *policies;       /* of this conf */
	struct child_table children;
	struct cleanup cleanup;
	struct spawn_slots spawn_slots;
	struct channel_pool channel_pool;
	struct termios terminal; /* as it was when a service got it */
	uint32_t setup;          /* which is at work */
	uint8_t stage;           /* of setups.c */
	uint32_t spawn_limit;    /* so many in flight before new starts are throttled */
	ev_timer end_timer, pause, cont;
	ev_timer waits; /* of tell_waits.c, with the time of its last look */
	msec waits_looked;
	uint32_t reload_left, reload_failed, reload_first_failed; /* of reload_done.c */
	uint32_t waiting;     /* services that may have to be reported */
	ev_timer reload_turn; /* fed; started: while one waits for a logger */
	void (*done)(void *context);
	void *done_context;
	bool asked;       /* a request ended all, or came meanwhile */
	uint8_t requests; /* further ones */
	bool over;        /* the services are gone */
	bool pumping, looking, told_rest;
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
void setups_start(struct context *ctx);
int reload_start(struct context *ctx, struct conf *conf);
bool reload_is_possible(const struct context *ctx);
bool status_is_up(const struct context *ctx, uint32_t *cursor);
size_t status_count_ready(const struct context *ctx);
void status_report(struct context *ctx);
void shutdown_request(struct context *ctx, int code, const char *why);
void shutdown_escalate(struct context *ctx);
bool shutdown_is_killing(const struct context *ctx);
void shutdown_signal_remaining(struct context *ctx, int signal, bool everybody);
bool shutdown_drain_remaining(struct context *ctx);
/* ending.c: all that was written is out. */
void shutdown_output_drained(struct context *ctx);
void shutdown_init(struct context *ctx);
void shutdown_arm_timer(struct context *ctx, msec wait); /* ORDER_ARM_SHUTDOWN */
void shutdown_services_ended(
	struct context *ctx); /* ORDER_FINISHED: the output is written */
/* setups.c: what setups wrote is out, or nobody reads it: the services. */
void setups_output_flushed(struct context *ctx);
/* service.c */
extern const struct unit_events service_events;
extern const struct unit_layout service_layout;
void service_init(struct unit *u);
/* The wait of its state, or of its leftovers, is over. */
void service_timer_expired(struct unit *u);
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

/* stop_send_signal.c */
/* The signal of step `step` of stop-signal, to the processes of stop-target. */
void stop_send_signal(struct unit *u, uint32_t step);
void stop_kill(struct unit *u); /* as its `kill` says */

/* setups.c */
bool setups_step(struct context *ctx); /* true: the core was given facts */
/* A signal for `-- CMD` while setups run: true, it is not to be passed on. */
bool setups_handle_signal(struct context *ctx, int signal);
void setups_unit_stopped(struct unit *u); /* nothing is left of it */

#endif
