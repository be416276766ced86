/* tests/sim/sim.h - runs the core in virtual time with random faults, and checks it with an
 * oracle.
 *
 * A case is data: services, edges, faults and acts. Each random choice is a hash of the
 * seed, the service, the number of its run and the purpose. So the rest of a case behaves
 * the same when a part is removed, and a failing case can be shrunk.
 *
 * Layer: private to tests/sim and tests/mutants.
 * Errors: sim_wrong() records the first broken rule; the run then ends. */
#ifndef TESTS_SIM_SIM_H
#define TESTS_SIM_SIM_H

#include "supervisor/core/core.h"

#define UNITS_MAX 256
#define EDGES_MAX 1536
#define ACTS_MAX  96

/* How often a service goes wrong in each way, in percent of its runs. */
struct faults {
	uint8_t spawn_fails, crashes, never_ready, bad_code, ignores, unkillable, unhealthy;
	uint8_t prepare_fails, skips, pre_stop_hangs;
	uint8_t follows; /* exits soon after a service that it needs */
};

struct sim_service {
	uint32_t id; /* stays the same when other services are removed from the case */
	struct policy policy;
	struct faults faults;
	bool autostart, condition_failed;
};

/* Acts on the core from outside: by a user, a signal or a reload. */
enum act_kind {
	ACT_STOP,
	ACT_START,
	ACT_RESTART,
	ACT_START_AUTO,
	ACT_KILL9,
	ACT_CLOCK,    /* the clock jumps forward */
	ACT_THROTTLE, /* no service starts for less than 0.5 s */
	ACT_LATE,     /* answers that the core no longer expects */
	ACT_RELOAD,
	ACT_RETRY,
	ACT_DISABLE,
	ACT_ENABLE,
	ACT_SHUTDOWN,
	ACT_ESCALATE,
	ACT_KINDS
};
struct act {
	msec time;
	enum act_kind kind;
	uint32_t service;
	uint32_t arg; /* ACT_CLOCK: ms; ACT_SHUTDOWN: exit code; otherwise random */
};

struct sim_case {
	uint64_t seed;
	uint32_t count, setups, max_parallel;
	msec shutdown_timeout, drain;
	struct sim_service services[UNITS_MAX];
	struct core_edge edges[EDGES_MAX];
	uint32_t edge_count, act_count;
	/* sorted by time; after a shutdown only escalations and reloads */
	struct act acts[ACTS_MAX];
};

enum stop_cause { NOT_STOPPED, STOPPED_FOR_NEED, STOPPED_BY_REQUEST };
enum due { DUE_NOTHING = -1 };
#define NO_EVENT (-1)
#define ARM_NONE (-2) /* the core need not change the timer */
#define ARM_OFF  (-1) /* the core must cancel the timer */

/* One service: its simulated process, and what the oracle knows about it. */
struct svc {
	uint32_t id;
	uint32_t run; /* counts its starts and preparations */
	const struct policy *policy;
	struct faults faults;
	bool autostart;
	bool was_wanted; /* the service was wanted when the reload began */
	/* The world: the process and its timer. A fact is dropped if its `gen` is outdated,
	 * because it was replaced or cancelled. */
	bool process, killed;
	uint32_t death_gen, ready_gen, answer_gen, pre_stop_gen, timer_gen, unhealthy_gen;
	bool armed;
	/* The oracle's own model of the service. */
	enum svc_state state;
	enum stop_cause stop;
	bool disabled, wanted, start_requested, by_hand, resumes, satisfied,
		condition_failed, will_skip;
	bool preparing, prepared, unmet, pre_stopping, failed_run, was_ready, counted;
	bool failed_by_need, retries;
	/* the service ran when the shutdown began, or at a later reload */
	bool ran_at_shutdown;
	msec ready_at;
	msec stop_by; /* the time by which it must have got SIGKILL */
	msec since;   /* the time at which it entered its state */
	uint32_t restarts;
	uint32_t useless; /* consecutive starts whose program could not be executed */
	uint32_t step;    /* the stop signal that is sent next, or was sent last */
	/* run.calls at its last request, and when it left a settled state */
	uint32_t requested_at, left_at;
	uint32_t start_seq; /* the round of starts in which it last started */
	int code;
	/* What the core must do before the step ends. */
	int expect;             /* the reported event, an enum svc_event, or NO_EVENT */
	int due;                /* the order, an enum core_order_kind, or DUE_NOTHING */
	msec arm_low, arm_high; /* the minimum and maximum wait of the timer, or ARM_... */
};

enum fact_kind {
	FACT_READY,
	FACT_DEATH,
	FACT_TIMER,
	FACT_SHUTDOWN_TIMER,
	FACT_PREPARED,
	FACT_SKIP,
	FACT_NOT_PREPARED,
	FACT_PRE_STOPPED,
	FACT_UNHEALTHY,
	FACT_ACT,
	FACT_UNTHROTTLE
};
struct fact {
	msec time;
	uint32_t order, id, gen;
	enum fact_kind kind;
	struct exit_status status;
};

#define FACTS_MAX 8192

struct run {
	const struct sim_case *c;
	struct core *core;
	msec now;
	uint32_t count;
	int32_t index_of[2 * UNITS_MAX]; /* the service with this id, or -1 */
	uint32_t edge_count;
	unsigned policy_bank; /* the half of `policies` in use */
	uint32_t fact_count, fact_order, next_act, shutdown_gen;
	/* The oracle's own model of the supervisor. */
	uint32_t calls;     /* counts requests and changes, for svc.requested_at */
	uint32_t start_seq; /* the number of completed rounds of starts */
	bool setting_up, started, exit_held, throttled, draining, ending, finished,
		reloading;
	uint32_t reloads;
	msec shutdown_at, effective_timeout, shutdown_timeout, shutdown_arm, drain,
		shutdown_by;
	uint32_t max_parallel, escalation;
	enum core_cause cause;
	int cause_code, cause_service, first_failed, first_failed_code;
	/* The run itself. */
	uint64_t steps, most_steps;
	uint64_t checks; /* calls of counters_check() */
	bool trace;
	char wrong[160], rule[48]; /* the first broken rule; "" if none */
	/* sim_play() does not clear the members from here on. */
	struct svc svc[UNITS_MAX];
	struct core_edge edges[EDGES_MAX];
	/* The edges into service i are in[in_at[i]] up to in[in_at[i + 1] - 1]. `out` lists
	 * its outgoing edges in the same way. */
	uint32_t in_at[UNITS_MAX + 2], out_at[UNITS_MAX + 2], in[EDGES_MAX], out[EDGES_MAX];
	struct policy policies[2][UNITS_MAX];
	struct fact facts[FACTS_MAX]; /* a heap, see timeline.c */
};

/* make.c: makes random cases. */
uint64_t sim_hash(uint64_t seed, uint64_t a, uint64_t b, uint64_t c);
void sim_make(struct sim_case *c, uint64_t seed);
void sim_random_policy(struct policy *p, uint64_t seed, uint32_t id, uint32_t count);

/* play.c: runs a case for at most run->most_steps steps, which the caller sets. Returns
 * false if a rule was broken: run->rule is its name, run->wrong the message. */
bool sim_play(struct run *run, const struct sim_case *c, bool trace);
/* Takes and carries out all orders from the core, then checks all rules. In a case with
 * more than 8 services, checks the counters only in every 32nd step. */
void sim_settle(struct run *run);
/* Records a broken rule, unless one is recorded already. */
__attribute__((format(printf, 3, 4))) void sim_wrong(struct run *run, const char *rule,
						     const char *format, ...);
__attribute__((format(printf, 2, 3))) void sim_trace(const struct run *run,
						     const char *format, ...);

/* timeline.c: stores future facts. timeline_push() records a broken rule if there are too
 * many. timeline_pop() requires at least one. */
void timeline_push(struct run *run, struct fact fact);
struct fact timeline_pop(struct run *run);

/* world.c: simulates the processes. world_add() adds a fact about service i that comes
 * after this many ms; it is dropped if `gen` is outdated by then. */
void world_add(struct run *run, msec after, enum fact_kind kind, uint32_t i, uint32_t gen);
/* Returns a random number below `sides` for the purpose `what` in this run of service i. */
uint32_t world_dice(const struct run *run, uint32_t i, uint32_t what, uint32_t sides);
void world_exited(struct run *run, uint32_t i, struct exit_status status);
void world_order(struct run *run, const struct core_order *o);
void world_deliver(struct run *run, const struct fact *f);

/* acts.c: acts on the core like users, signals and the supervisor. */
void acts_begin(struct run *run);
void acts_do(struct run *run, const struct act *act);
/* Starts the services once all setups have settled. Does nothing before that. */
void acts_after_setups(struct run *run);
/* Start or stop a service: `by_hand` as a user does, otherwise as a reload does, with
 * core_want_auto() or core_stop_auto(). */
void acts_want(struct run *run, uint32_t i, bool by_hand);
void acts_stop(struct run *run, uint32_t i, bool by_hand);
void acts_retry(struct run *run);
void acts_init_unit(struct run *run, uint32_t i, const struct sim_service *from);
struct core_config acts_config(struct run *run, const struct policy **pointers);

/* reload.c: simulates reloads. */
void reload_begin(struct run *run);
/* Completes or abandons a reload once no retired service has a process, or a shutdown has
 * begun. Until then it may stop retired services that were started again. */
void reload_continue(struct run *run);

/* oracle.c: checks one order from the core against the rules. */
void oracle_order(struct run *run, const struct core_order *order);

/* expect.c: records the expected effects of each fact. Call oracle_want(), oracle_stop()
 * and the like right before the function of the core with the same meaning. */
void oracle_stop_dependents(struct run *run, uint32_t i);
void oracle_unit_finished(struct run *run, uint32_t i, bool failed);
void oracle_begin_shutdown(struct run *run, enum core_cause cause, int code, int service);
void oracle_want(struct run *run, uint32_t i, bool by_hand);
void oracle_stop(struct run *run, uint32_t i, bool by_hand);
void oracle_kill_all(struct run *run);
void oracle_retry_failed_by_need(struct run *run);
void oracle_reset_history(struct run *run, uint32_t i);
void oracle_first_failed(struct run *run);
void oracle_propagate_skips(struct run *run);
enum svc_event oracle_event_of_exit(struct run *run, uint32_t i, struct exit_status status);

/* rules.c: evaluates the rules by looking at all services and edges. */
bool rule_runs(enum svc_state s);
bool rule_moving(enum svc_state s);
bool rule_there(const struct svc *s); /* returns true if services that need `s` may start */
bool rule_met(const struct run *run, uint32_t i);
bool rule_need_in(const struct run *run, uint32_t i, enum svc_state state);
bool rule_first_to_stop(const struct run *run, uint32_t i);
bool rule_could_start(const struct run *run, uint32_t i);
uint32_t rule_starting(const struct run *run);
bool rule_anything_left(const struct run *run);
msec rule_shutdown_timeout(const struct run *run);
msec rule_stop_wait(const struct run *run, uint32_t i);
/* Checks all rules. Call it when the core has no more orders. */
void rules_at_rest(struct run *run);

/* counters.c: recounts the core's counters and compares them, and checks its phases. */
void counters_check(struct run *run);

/* shrink.c: removes parts of a failing case as long as it still breaks `rule`. */
void sim_shrink(struct sim_case *c, const char *rule);
void sim_print(const struct sim_case *c);

#endif
