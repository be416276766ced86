/* tests/sim/sim.h - the core under virtual time, random faults and an oracle.
 *
 * A case is data: services, edges, manners (how often what goes wrong) and acts (what is
 * done from outside). A run plays it. All chance is a hash of (seed, service, its run,
 * what for), so that a case with parts taken away still does the same with the rest: that
 * is how a failing one is made small. */
#ifndef TESTS_SIM_SIM_H
#define TESTS_SIM_SIM_H

#include "supervisor/core/core.h"

#define MOST       256
#define EDGES_MOST 1536
#define ACTS_MOST  96

/* How many of a hundred go wrong. */
struct manner {
	uint8_t spawn_fails, crashes, never_ready, bad_code, ignores, unkillable, sick;
	uint8_t prepare_fails, skips, pre_stop_hangs;
	uint8_t follows; /* ends when what it needs ends */
};

struct sim_service {
	uint32_t id; /* stays when others are taken away */
	struct policy policy;
	struct manner manner;
	bool autostart, barred;
};

enum act_kind {
	ACT_STOP,
	ACT_START,
	ACT_RESTART,
	ACT_SOFTLY,
	ACT_KILL9,
	ACT_CLOCK,
	ACT_PAUSE,
	ACT_LATE,
	ACT_RELOAD,
	ACT_AGAIN,
	ACT_SHUTDOWN,
	ACT_HURRY,
	ACT_KINDS
};
struct act {
	msec at;
	enum act_kind kind;
	uint32_t service, arg;
};

struct sim_case {
	uint64_t seed;
	uint32_t count, setups, max_parallel;
	msec shutdown_timeout, drain;
	struct sim_service services[MOST];
	struct core_edge edges[EDGES_MOST];
	uint32_t edge_count, act_count;
	struct act acts[ACTS_MOST]; /* the last one is the shutdown */
};

enum halted { NOT_HALTED, HALTED_BY_NEED, HALTED_DOWN };
enum due { DUE_NOTHING = -1 };
#define NO_EVENT (-1)
#define ARM_NONE (-2) /* no arm or cancel is expected */
#define ARM_OFF  (-1) /* a cancel is expected */

/* One service: its process, and what the oracle holds of it. */
struct svc {
	uint32_t id, run;
	const struct policy *policy;
	struct manner manner;
	bool autostart, was_wanted;
	/* the world */
	bool process, killed;
	uint32_t death_gen, ready_gen, answer_gen, pre_stop_gen, timer_gen, sick_gen;
	bool armed;
	/* the oracle */
	enum svc_state state;
	enum halted halt;
	bool wanted, asked, by_hand, returns, satisfied, barred, out;
	bool preparing, prepared, unmet, pre_stopping, failed_run, was_ready, counted;
	bool failed_for_need, tries;
	bool ended_with; /* it ran when the end began, or was reloaded */
	msec ready_at, stop_by, since;
	uint32_t restarts, useless, step, asked_at, left_at, round;
	int code;
	/* what the last fact must lead to */
	int expect; /* enum svc_event or NO_EVENT */
	int due;    /* enum core_order_kind or DUE_NOTHING */
	msec arm_low, arm_high;
};

enum fact_kind {
	FACT_READY,
	FACT_DEATH,
	FACT_TIMER,
	FACT_END_TIMER,
	FACT_PREPARED,
	FACT_SKIP,
	FACT_NOT_PREPARED,
	FACT_PRE_STOPPED,
	FACT_SICK,
	FACT_ACT,
	FACT_UNPAUSE
};
struct fact {
	msec at;
	uint32_t order, id, gen;
	enum fact_kind kind;
	struct exit_status end;
};

#define FACTS_MOST 8192

struct run {
	const struct sim_case *c;
	struct core *core;
	msec now;
	uint32_t count;
	int32_t index_of[2 * MOST]; /* by id; -1: not there */
	uint32_t edge_count;
	unsigned policy_set;
	uint32_t fact_count, fact_order, next_act, end_gen;
	/* the oracle's whole */
	uint32_t calls; /* numbers what happens: asked, left */
	uint32_t round; /* of the last start: who started is one of the next */
	bool setting_up, started, held, paused, draining, ending, finished, reloading;
	uint32_t reloads;
	msec end_at, end_timeout, shutdown_timeout, arm_end, drain, end_by;
	uint32_t max_parallel, hurry;
	enum core_cause cause;
	int cause_code, cause_service, first_failed, first_failed_code;
	/* the run's */
	uint64_t steps, most_steps, checks;
	bool trace;
	char wrong[160], rule[48];
	/* not cleared from one case to the next */
	struct svc svc[MOST];
	struct core_edge edges[EDGES_MOST];
	uint32_t in_at[MOST + 2], out_at[MOST + 2], in[EDGES_MOST], out[EDGES_MOST];
	struct policy policies[2][MOST];
	struct fact facts[FACTS_MOST];
};

/* make.c */
uint64_t sim_hash(uint64_t seed, uint64_t a, uint64_t b, uint64_t c);
void sim_make(struct sim_case *c, uint64_t seed);
void sim_random_policy(struct policy *p, uint64_t seed, uint32_t id, uint32_t count);

/* world.c: play a case; false: a rule was broken, see wrong and rule */
bool sim_play(struct run *run, const struct sim_case *c, bool trace);
void world_add(struct run *run, msec after, enum fact_kind kind, uint32_t i, uint32_t gen);
uint32_t world_dice(const struct run *run, uint32_t i, uint32_t what, uint32_t sides);
void world_died(struct run *run, uint32_t i, struct exit_status end);
void world_settle(struct run *run); /* all orders are taken, and all rules looked at */

/* acts.c: what is done from outside */
void acts_begin(struct run *run);
void acts_do(struct run *run, const struct act *act);
void acts_setups(struct run *run); /* the services, once the setups are through */
void acts_want(struct run *run, uint32_t i, bool by_hand);
void acts_stop(struct run *run, uint32_t i, bool by_hand);
void acts_try_again(struct run *run);
void acts_fill(struct run *run, uint32_t i, const struct sim_service *from);
struct core_config acts_describe(struct run *run, const struct policy **pointers);

/* reload.c */
void reload_begin(struct run *run);
void reload_go_on(struct run *run); /* once what is retired is gone */

/* oracle.c: every order, against the rules */
void oracle_order(struct run *run, const struct core_order *order);

/* expect.c: what each fact must lead to */
void oracle_halt_dependents(struct run *run, uint32_t i);
void oracle_ended(struct run *run, uint32_t i, bool failed);
void oracle_begin_end(struct run *run, enum core_cause cause, int code, int service);
void oracle_want(struct run *run, uint32_t i, bool by_hand);
void oracle_stop(struct run *run, uint32_t i, bool by_hand);
void oracle_kill_all(struct run *run);
void oracle_try_again(struct run *run);
void oracle_forget(struct run *run, uint32_t i);
void oracle_first_failed(struct run *run);
void oracle_bars(struct run *run);
enum svc_event oracle_verdict(struct run *run, uint32_t i, struct exit_status end);

/* rules.c: what holds of a set of services, by looking at all of it */
bool rule_runs(enum svc_state s);
bool rule_moving(enum svc_state s);
bool rule_there(const struct svc *s);
bool rule_met(const struct run *run, uint32_t i);
bool rule_need_in(const struct run *run, uint32_t i, enum svc_state state);
bool rule_first_to_stop(const struct run *run, uint32_t i);
bool rule_could_start(const struct run *run, uint32_t i);
uint32_t rule_starting(const struct run *run);
bool rule_anything_left(const struct run *run);
msec rule_end_timeout(const struct run *run);
msec rule_stop_wait(const struct run *run, uint32_t i);
void rules_at_rest(struct run *run); /* after every step */

/* counters.c: the core's own numbers, counted anew */
void counters_check(struct run *run);

/* shrink.c */
void sim_shrink(struct sim_case *c, const char *rule);
void sim_print(const struct sim_case *c);

__attribute__((format(printf, 3, 4))) void sim_wrong(struct run *run, const char *rule,
						     const char *format, ...);
__attribute__((format(printf, 2, 3))) void sim_trace(const struct run *run,
						     const char *format, ...);

#endif
