/* tests/sim/sim.h - plays the core under virtual time with random faults and an oracle.
 *
 * A case is data: services, edges, faults (how often each goes wrong) and acts (what is done
 * from outside). A run plays a case. All chance is a hash of (seed, service, its run, what
 * for), so a case behaves the same when parts of it are taken away. That is how a failing
 * case is made small. */
#ifndef TESTS_SIM_SIM_H
#define TESTS_SIM_SIM_H

#include "supervisor/core/core.h"

#define UNITS_MAX 256
#define EDGES_MAX 1536
#define ACTS_MAX  96

/* How many of a hundred runs go wrong in each way. */
struct faults {
	uint8_t spawn_fails, crashes, never_ready, bad_code, ignores, unkillable, unhealthy;
	uint8_t prepare_fails, skips, pre_stop_hangs;
	uint8_t follows; /* exits when a service that it needs exits */
};

struct sim_service {
	uint32_t id; /* stays the same when other services are taken away */
	struct policy policy;
	struct faults faults;
	bool autostart, condition_failed;
};

enum act_kind {
	ACT_STOP,
	ACT_START,
	ACT_RESTART,
	ACT_START_AUTO,
	ACT_KILL9,
	ACT_CLOCK,
	ACT_THROTTLE,
	ACT_LATE,
	ACT_RELOAD,
	ACT_RETRY,
	ACT_SHUTDOWN,
	ACT_ESCALATE,
	ACT_KINDS
};
struct act {
	msec time;
	enum act_kind kind;
	uint32_t service, arg;
};

struct sim_case {
	uint64_t seed;
	uint32_t count, setups, max_parallel;
	msec shutdown_timeout, drain;
	struct sim_service services[UNITS_MAX];
	struct core_edge edges[EDGES_MAX];
	uint32_t edge_count, act_count;
	struct act acts[ACTS_MAX]; /* the last one is the shutdown */
};

enum stop_cause { NOT_STOPPED, STOPPED_FOR_NEED, STOPPED_BY_REQUEST };
enum due { DUE_NOTHING = -1 };
#define NO_EVENT (-1)
#define ARM_NONE (-2) /* no arm or cancel is expected */
#define ARM_OFF  (-1) /* a cancel is expected */

/* One service: its process, and what the oracle knows of it. */
struct svc {
	uint32_t id, run;
	const struct policy *policy;
	struct faults faults;
	bool autostart, was_wanted;
	/* the world */
	bool process, killed;
	uint32_t death_gen, ready_gen, answer_gen, pre_stop_gen, timer_gen, unhealthy_gen;
	bool armed;
	/* the oracle */
	enum svc_state state;
	enum stop_cause stop;
	bool wanted, start_requested, by_hand, resumes, satisfied, condition_failed,
		will_skip;
	bool preparing, prepared, unmet, pre_stopping, failed_run, was_ready, counted;
	bool failed_by_need, retries;
	bool ran_at_shutdown; /* when the shutdown began, or at a reload after that */
	msec ready_at, stop_by, since;
	uint32_t restarts, useless, step, requested_at, left_at, start_seq;
	int code;
	/* what must follow from the last fact */
	int expect; /* enum svc_event or NO_EVENT */
	int due;    /* enum core_order_kind or DUE_NOTHING */
	msec arm_low, arm_high;
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
	int32_t index_of[2 * UNITS_MAX]; /* by id; -1: not there */
	uint32_t edge_count;
	unsigned policy_bank;
	uint32_t fact_count, fact_order, next_act, shutdown_gen;
	/* what the oracle knows of the whole */
	uint32_t calls;     /* counts requests and changes: requested_at, left_at */
	uint32_t start_seq; /* of the last start */
	bool setting_up, started, exit_held, throttled, draining, ending, finished,
		reloading;
	uint32_t reloads;
	msec shutdown_at, effective_timeout, shutdown_timeout, shutdown_arm, drain,
		shutdown_by;
	uint32_t max_parallel, escalation;
	enum core_cause cause;
	int cause_code, cause_service, first_failed, first_failed_code;
	/* the run itself */
	uint64_t steps, most_steps, checks;
	bool trace;
	char wrong[160], rule[48];
	/* not cleared from one case to the next */
	struct svc svc[UNITS_MAX];
	struct core_edge edges[EDGES_MAX];
	uint32_t in_at[UNITS_MAX + 2], out_at[UNITS_MAX + 2], in[EDGES_MAX], out[EDGES_MAX];
	struct policy policies[2][UNITS_MAX];
	struct fact facts[FACTS_MAX];
};

/* make.c */
uint64_t sim_hash(uint64_t seed, uint64_t a, uint64_t b, uint64_t c);
void sim_make(struct sim_case *c, uint64_t seed);
void sim_random_policy(struct policy *p, uint64_t seed, uint32_t id, uint32_t count);

/* play.c */
/* Plays a case. Returns false if a rule was broken; run->wrong and run->rule name it. */
bool sim_play(struct run *run, const struct sim_case *c, bool trace);
/* Takes all orders and checks all rules. */
void sim_settle(struct run *run);
__attribute__((format(printf, 3, 4))) void sim_wrong(struct run *run, const char *rule,
						     const char *format, ...);
__attribute__((format(printf, 2, 3))) void sim_trace(const struct run *run,
						     const char *format, ...);

/* timeline.c */
void timeline_push(struct run *run, struct fact fact);
struct fact timeline_pop(struct run *run);

/* world.c */
void world_add(struct run *run, msec after, enum fact_kind kind, uint32_t i, uint32_t gen);
uint32_t world_dice(const struct run *run, uint32_t i, uint32_t what, uint32_t sides);
void world_exited(struct run *run, uint32_t i, struct exit_status status);
void world_order(struct run *run, const struct core_order *o);
void world_deliver(struct run *run, const struct fact *f);

/* acts.c: acts from outside */
void acts_begin(struct run *run);
void acts_do(struct run *run, const struct act *act);
void acts_after_setups(struct run *run); /* starts the services */
void acts_want(struct run *run, uint32_t i, bool by_hand);
void acts_stop(struct run *run, uint32_t i, bool by_hand);
void acts_retry(struct run *run);
void acts_init_unit(struct run *run, uint32_t i, const struct sim_service *from);
struct core_config acts_config(struct run *run, const struct policy **pointers);

/* reload.c */
void reload_begin(struct run *run);
void reload_continue(struct run *run); /* once all retired services are gone */

/* oracle.c: checks each order against the rules */
void oracle_order(struct run *run, const struct core_order *order);

/* expect.c: what must follow from each fact */
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

/* rules.c: the rules, by looking at all services and edges */
bool rule_runs(enum svc_state s);
bool rule_moving(enum svc_state s);
bool rule_there(const struct svc *s);
bool rule_met(const struct run *run, uint32_t i);
bool rule_need_in(const struct run *run, uint32_t i, enum svc_state state);
bool rule_first_to_stop(const struct run *run, uint32_t i);
bool rule_could_start(const struct run *run, uint32_t i);
uint32_t rule_starting(const struct run *run);
bool rule_anything_left(const struct run *run);
msec rule_shutdown_timeout(const struct run *run);
msec rule_stop_wait(const struct run *run, uint32_t i);
void rules_at_rest(struct run *run); /* after every step */

/* counters.c: counts the core's own numbers again */
void counters_check(struct run *run);

/* shrink.c */
void sim_shrink(struct sim_case *c, const char *rule);
void sim_print(const struct sim_case *c);

#endif
