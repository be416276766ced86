/* tests/unit/supervisor/core/move_crash_test.c - checks that a client's exit does not count
 * as a restart if its server crashes a moment later. */
#include "conf/base/base.h"
#include "supervisor/core/core.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

enum { SERVER, CLIENT, OTHER, COUNT };

static struct core *up(void)
{
	static const struct policy daemon = { .restart = RESTART_ALWAYS,
					      .start_when_failed = -1,
					      .limit = 1,
					      .delay = 100,
					      .max_delay = 100,
					      .reset = SECONDS(10),
					      .success.exits = { 1 },
					      .stop_waits = { 100 },
					      .stop_count = 1 };
	static const struct policy *const policies[COUNT] = { &daemon, &daemon, &daemon };
	static const struct core_edge edges[] = { { SERVER, CLIENT, EDGE_NEED },
						  { SERVER, OTHER, EDGE_WANT } };
	struct core_config config = { .count = COUNT,
				      .policies = policies,
				      .edges = edges,
				      .edge_count = ARRAY_LEN(edges),
				      .shutdown_timeout = -1 };
	struct core *core = core_new(&config, 1);

	assert_non_null(core);
	for (uint32_t i = 0; i < COUNT; i++)
		core_want(core, i, 0);
	core_started(core);
	return core;
}

static void drain(struct core *core)
{
	struct core_order order;

	while (core_next(core, 0, &order))
		if (order.kind == ORDER_SPAWN)
			core_ready(core, order.service, 0);
}

static void exit_with(struct core *core, uint32_t service)
{
	core_exited(core, service, (struct exit_status){ EXIT_BY_SIGNAL, 9 }, 0);
	drain(core);
}

static void not_counted(void **state)
{
	struct core *core = up();

	(void)state;
	drain(core);
	exit_with(core, CLIENT);
	exit_with(core, OTHER);
	assert_int_equal(core_restarts(core, CLIENT), 1);
	exit_with(core, SERVER);
	assert_int_equal(core_restarts(core, CLIENT), 0);
	assert_int_equal(core_restarts(core, OTHER), 1); /* OTHER only wants the server */
	core_timeout(core, SERVER, 0);
	core_timeout(core, CLIENT, 0);
	drain(core);
	assert_int_equal(core_state(core, CLIENT), SVC_READY);
	assert_int_equal(core_restarts(core, SERVER), 1);
	core_free(core);
}

/* The client gets back one restart, no matter how often the server crashes during its
 * delay. */
static void not_twice(void **state)
{
	struct core *core = up();

	(void)state;
	drain(core);
	exit_with(core, CLIENT);
	exit_with(core, SERVER);
	core_timeout(core, SERVER, 0);
	drain(core);
	exit_with(core, SERVER);
	assert_int_equal(core_restarts(core, CLIENT), 0);
	core_timeout(core, CLIENT, 0);
	core_want(core, SERVER, 0);
	drain(core);
	exit_with(core, CLIENT);
	core_want(core, CLIENT, 0);
	core_exited(core, SERVER, (struct exit_status){ EXIT_BY_SIGNAL, 9 }, 0);
	assert_int_equal(core_restarts(core, CLIENT), 0);
	core_free(core);
}

/* OTHER continues while its need CLIENT is down. It stops when SERVER, the need of CLIENT,
 * stops. */
static void through_what_waits(void **state)
{
	static const struct core_edge chain[] = { { SERVER, CLIENT, EDGE_NEED },
						  { CLIENT, OTHER, EDGE_NEED } };
	const struct policy daemon = { .restart = RESTART_ALWAYS,
				       .start_when_failed = -1,
				       .delay = 100,
				       .max_delay = 100,
				       .success.exits = { 1 },
				       .stop_count = 1 };
	const struct policy *const policies[COUNT] = { &daemon, &daemon, &daemon };
	struct core_config config = { .count = COUNT,
				      .policies = policies,
				      .edges = chain,
				      .edge_count = ARRAY_LEN(chain),
				      .shutdown_timeout = -1 };

	(void)state;
	for (int waits = 0; waits < 2; waits++) {
		struct core *core = core_new(&config, 1);

		core_want(core, OTHER, 0);
		drain(core);
		if (waits)
			exit_with(core, SERVER);
		exit_with(core, CLIENT);
		assert_int_equal(core_state(core, CLIENT),
				 waits ? SVC_WAITING : SVC_BACKOFF);
		assert_int_equal(core_state(core, OTHER), SVC_READY);
		core_stop(core, SERVER, 0);
		drain(core);
		assert_int_equal(core_state(core, OTHER), SVC_STOPPING);
		core_free(core);
	}
}

/* The prepare of the client fails in the same turn in which its need crashes, and then the
 * need fails permanently. The client never ran, so it fails too. */
static void before_it_ran(void **state)
{
	static const struct core_edge need = { SERVER, CLIENT, EDGE_NEED };
	struct policy server = { .restart = RESTART_ALWAYS,
				 .start_when_failed = -1,
				 .limit = 1,
				 .reset = SECONDS(10),
				 .stop_count = 1 };
	struct policy client = server;
	const struct policy *const policies[] = { &server, &client };
	struct core_config config = { .count = 2,
				      .policies = policies,
				      .edges = &need,
				      .edge_count = 1,
				      .shutdown_timeout = -1 };
	struct core *core = core_new(&config, 1);

	(void)state;
	client.prepare = true;
	core_want(core, CLIENT, 0);
	drain(core);
	core_exited(core, SERVER, (struct exit_status){ EXIT_BY_SIGNAL, 9 }, 0);
	/* Both exit in one turn. */
	core_exited(core, CLIENT, (struct exit_status){ EXIT_NOT_STARTED, 125 }, 0);
	drain(core);
	assert_int_equal(core_state(core, CLIENT), SVC_WAITING);
	core_timeout(core, SERVER, 0);
	drain(core);
	exit_with(core, SERVER);
	assert_int_equal(core_state(core, SERVER), SVC_FAILED);
	assert_int_equal(core_state(core, CLIENT), SVC_FAILED);
	core_free(core);
}

/* If the server does not crash, the client's exits count, up to its limit. */
static void counted(void **state)
{
	struct core *core = up();

	(void)state;
	drain(core);
	exit_with(core, CLIENT);
	core_timeout(core, CLIENT, 0);
	drain(core);
	exit_with(core, CLIENT);
	assert_int_equal(core_state(core, CLIENT), SVC_FAILED);
	core_free(core);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(not_counted),   cmocka_unit_test(not_twice),
		cmocka_unit_test(before_it_ran), cmocka_unit_test(through_what_waits),
		cmocka_unit_test(counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
