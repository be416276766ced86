/* tests/unit/supervisor/core/move_order_test.c - checks the order of stops: across ended
 * services and each kind of edge, when all or some services stop, and after a reload. */
#include "conf/base/base.h"
#include "supervisor/core/core.h"
#include "tests/unit/supervisor/core/core_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

enum { DB, MID, WEB, COUNT };

static void died(struct core *core, uint32_t i, int code)
{
	core_exited(core, i, (struct exit_status){ EXIT_BY_CODE, code }, 0);
	drain(core, 0);
}

static void ready(struct core *core, uint32_t i)
{
	core_ready(core, i, 0);
	drain(core, 0);
}

/* The state of the middle service before the stop. */
enum middle { IS_DONE, IS_SKIPPED, IS_FAILED, IS_DOWN, IN_BACKOFF, RUNS, MIDDLES };
static const enum svc_state states[MIDDLES] = { SVC_DONE, SVC_SKIPPED, SVC_FAILED,
						SVC_DOWN, SVC_BACKOFF, SVC_READY };

static void middle(struct core *core, enum middle how)
{
	if (how == IS_SKIPPED)
		core_skip(core, MID, 0);
	else if (how == IS_DONE || how == IS_FAILED)
		died(core, MID, how == IS_FAILED);
	else
		ready(core, MID);
	if (how == IS_DOWN)
		core_stop(core, MID, 0);
	drain(core, 0);
	if (how == IN_BACKOFF || how == IS_DOWN)
		died(core, MID, 1);
	assert_int_equal(core_state(core, MID), states[how]);
}

/* Starts DB, then MID with an edge of kind `first`, then WEB with one of kind `second`, and
 * brings MID into the state `how`. */
static struct core *up(enum core_edge_kind first, enum core_edge_kind second,
		       enum middle how)
{
	static struct core_edge edges[2];
	struct core_config config;
	struct core *core;

	edges[0] = (struct core_edge){ DB, MID, first };
	edges[1] = (struct core_edge){ MID, WEB, second };
	config = config_of(COUNT, edges, 2);
	policies[MID].task = how == IS_DONE || how == IS_FAILED;
	policies[MID].prepare = how == IS_SKIPPED;
	if (how == IS_FAILED)
		policies[MID].restart = RESTART_NEVER;
	core = core_new(&config, 1);
	want_all(core, COUNT);
	drain(core, 0);
	ready(core, DB);
	middle(core, how);
	ready(core, WEB);
	assert_int_equal(core_state(core, DB), SVC_READY);
	assert_int_equal(core_state(core, WEB), SVC_READY);
	return core;
}

static void web_first(struct core *core)
{
	assert_int_equal(core_state(core, WEB), SVC_STOPPING);
	assert_int_equal(core_state(core, DB), SVC_READY);
	died(core, WEB, 0);
	if (core_state(core, MID) == SVC_STOPPING) {
		assert_int_equal(core_state(core, DB), SVC_READY);
		died(core, MID, 0);
	}
	assert_int_equal(core_state(core, DB), SVC_STOPPING);
	died(core, DB, 0);
	core_free(core);
}

/* If WEB needs MID, it cannot run after MID has failed, was skipped or was stopped. */
static bool is_possible(enum middle how, enum core_edge_kind second)
{
	return second != EDGE_NEED || how == IS_DONE || how == IN_BACKOFF || how == RUNS;
}

static void all_stop(void **state)
{
	(void)state;
	for (enum middle how = 0; how < MIDDLES; how++) {
		for (enum core_edge_kind a = EDGE_NEED; a <= EDGE_ORDER; a++) {
			for (enum core_edge_kind b = EDGE_NEED; b <= EDGE_ORDER; b++) {
				struct core *core;

				if (!is_possible(how, b))
					continue;
				core = up(a, b, how);
				core_shutdown(core, 0, 0);
				drain(core, 0);
				web_first(core);
			}
		}
	}
}

/* Only the ends of the chain must stop, DB before WEB: WEB still stops first, and a running
 * service between them continues. */
static void some_stop(void **state)
{
	struct core *core = up(EDGE_ORDER, EDGE_ORDER, RUNS);

	(void)state;
	core_stop_auto(core, DB, 0);
	core_stop(core, WEB, 0);
	drain(core, 0);
	assert_int_equal(core_state(core, MID), SVC_READY);
	web_first(core);
	core = up(EDGE_WANT, EDGE_NEED, IS_DONE);
	core_stop(core, DB, 0);
	core_stop_auto(core, WEB, 0);
	drain(core, 0);
	web_first(core);
}

/* A service stops at once if no service after it must stop, even if services after it
 * run. */
static void one_stops(void **state)
{
	struct core *core = up(EDGE_ORDER, EDGE_NEED, IS_DONE);

	(void)state;
	core_want(core, MID, 0); /* stopped by hand, while its dependent still runs */
	drain(core, 0);
	assert_int_equal(core_state(core, MID), SVC_STARTING);
	core_stop(core, MID, 0);
	drain(core, 0);
	assert_int_equal(core_state(core, MID), SVC_STOPPING);
	assert_int_equal(core_state(core, WEB), SVC_READY);
	core_stop(core, DB, 0);
	drain(core, 0);
	assert_int_equal(core_state(core, DB), SVC_READY); /* MID must stop first */
	died(core, MID, 0);
	assert_int_equal(core_state(core, DB), SVC_STOPPING);
	core_free(core);
}

/* A need failed permanently: the services that need it stop in order too. */
static void need_failed(void **state)
{
	static const struct core_edge edges[] = { { DB, MID, EDGE_NEED },
						  { MID, WEB, EDGE_ORDER },
						  { DB, WEB, EDGE_NEED } };
	struct core_config config = config_of(COUNT, edges, 3);
	struct core *core;

	(void)state;
	policies[DB].restart = RESTART_NEVER;
	core = core_new(&config, 1);
	want_all(core, COUNT);
	drain(core, 0);
	for (uint32_t i = DB; i <= WEB; i++)
		ready(core, i);
	died(core, DB, 1);
	assert_int_equal(core_state(core, WEB), SVC_STOPPING);
	assert_int_equal(core_state(core, MID), SVC_READY);
	died(core, WEB, 0);
	assert_int_equal(core_state(core, MID), SVC_STOPPING);
	core_free(core);
}

/* A reload in the middle of a stop: from then on the order of the new file counts. */
static void rebuilt(void **state)
{
	static const struct core_edge edges[] = { { DB, MID, EDGE_WANT },
						  { MID, WEB, EDGE_NEED } };
	static const int32_t same[] = { DB, MID, WEB };
	struct core *old = up(EDGE_ORDER, EDGE_ORDER, IS_DONE), *core;
	struct core_config config = { .count = COUNT,
				      .policies = pointers,
				      .edges = edges,
				      .edge_count = 2,
				      .shutdown_timeout = -1 };

	(void)state;
	core_shutdown(old, 0, 0);
	drain(old, 0);
	core = core_migrate(old, &config, same);
	core_free(old);
	drain(core, 0);
	assert_int_equal(core_state(core, DB), SVC_READY);
	old = core;
	config.edge_count = 1; /* no edge orders DB and WEB any more */
	core = core_migrate(old, &config, same);
	core_free(old);
	drain(core, 0);
	assert_int_equal(core_state(core, DB), SVC_STOPPING);
	assert_int_equal(core_state(core, WEB), SVC_STOPPING);
	core_free(core);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_stop),  cmocka_unit_test(some_stop),
		cmocka_unit_test(one_stops), cmocka_unit_test(need_failed),
		cmocka_unit_test(rebuilt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
