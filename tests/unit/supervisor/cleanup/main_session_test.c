/* tests/unit/supervisor/cleanup/main_session_test.c - checks which unit owns a session. */
#include "supervisor/cleanup/cleanup.h"
#include "supervisor/cleanup/main_session.h"
#include "supervisor/cleanup/ownership.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "tests/unit/supervisor/host.h"

static struct main_session sessions[3];
static struct context *ctx;

static int begin(void **state)
{
	(void)state;
	host_begin("[service:a]\ncommand = true\n[service:b]\ncommand = true\n"
		   "[service:c]\ncommand = true\n");
	ctx = sup_context(host_sup);
	for (uint32_t i = 0; i < ARRAY_LEN(sessions); i++) {
		sessions[i] = (struct main_session){ .unit = ctx->units[i] };
		main_session_register(&sessions[i]);
		main_session_register(&sessions[i]); /* does nothing */
	}
	return 0;
}

static int finish(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < ARRAY_LEN(sessions); i++)
		main_session_unregister(&sessions[i]);
	assert_null(ctx->cleanup->sessions);
	host_end();
	return 0;
}

/* A process that started after the launcher had exited is in a different session with the
 * same, reused number. */
static void a_launcher_owns_what_started_before_its_end(void **state)
{
	(void)state;
	sessions[1].launcher = 50;
	sessions[1].launched = 1000;
	assert_int_equal(main_session_owner(ctx, 50, 999), 1);
	/* The process was started in the same tick in which the launcher exited. */
	assert_int_equal(main_session_owner(ctx, 50, 1000), 1);
	assert_int_equal(main_session_owner(ctx, 50, 1001), OWNER_NONE);
	assert_int_equal(main_session_owner(ctx, 51, 999), OWNER_NONE);
	assert_int_equal(main_session_owner(ctx, 0, 0), OWNER_NONE);
}

static void a_dead_main_process_pins_its_session_no_more(void **state)
{
	struct unit *u = ctx->units[2];

	(void)state;
	sessions[2].session = 60;
	assert_int_equal(main_session_owner(ctx, 60, 5000), 2);
	u->cleanup_phase = CLEANUP_TERM_SENT;
	cleanup_state_of(u)->died = 4000;
	assert_int_equal(main_session_owner(ctx, 60, 5000), OWNER_NONE);
	assert_int_equal(main_session_owner(ctx, 60, 3000), 2);
	u->cleanup_phase = CLEANUP_NONE;
}

static void an_unregistered_session_has_no_owner(void **state)
{
	(void)state;
	sessions[0].session = 70;
	assert_int_equal(main_session_owner(ctx, 70, 1), 0);
	main_session_unregister(&sessions[0]);
	main_session_unregister(&sessions[0]); /* does nothing */
	assert_int_equal(main_session_owner(ctx, 70, 1), OWNER_NONE);
}

/* A main process that is our child is found through the table of children instead. */
static void only_a_main_process_that_is_not_our_child_is_found(void **state)
{
	struct unit *u = ctx->units[0];

	(void)state;
	u->main.child.pid = 80;
	assert_null(main_session_unit(ctx, 80));
	u->main.pidfd = 1000;
	assert_ptr_equal(main_session_unit(ctx, 80), u);
	assert_null(main_session_unit(ctx, 81));
	u->main.pidfd = -1;
	u->main.child.pid = 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_launcher_owns_what_started_before_its_end,
						begin, finish),
		cmocka_unit_test_setup_teardown(
			a_dead_main_process_pins_its_session_no_more, begin, finish),
		cmocka_unit_test_setup_teardown(an_unregistered_session_has_no_owner, begin,
						finish),
		cmocka_unit_test_setup_teardown(
			only_a_main_process_that_is_not_our_child_is_found, begin, finish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
