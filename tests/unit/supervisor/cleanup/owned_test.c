/* tests/unit/supervisor/cleanup/owned_test.c - checks which processes are recorded, and
 * their owners. */
#include "supervisor/cleanup/ownership_internal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "tests/unit/supervisor/host.h"

static struct ownership *ownership;

static int begin(void **state)
{
	(void)state;
	host_begin("[service:a]\ncommand = true\n[service:b]\ncommand = true\n");
	ownership = sup_context(host_sup)->ownership;
	return 0;
}

static struct proc_info process(pid_t pid, uint32_t owner, bool direct)
{
	return (struct proc_info){
		.pid = pid, .start = 100, .session = pid, .owner = owner, .direct = direct
	};
}

static void remember(pid_t pid, uint32_t owner, bool direct)
{
	struct proc_info p = process(pid, owner, direct);

	ownership_remember(ownership, &p);
}

static void processes_are_found_in_any_order(void **state)
{
	(void)state;
	for (pid_t pid = 5000; pid > 4000; pid -= 10)
		remember(pid, 0, false);
	for (pid_t pid = 4010; pid <= 5000; pid += 10)
		assert_int_equal(owned_find(ownership, pid)->pid, pid);
	assert_null(owned_find(ownership, 4005));
}

static void a_reaped_process_is_forgotten(void **state)
{
	(void)state;
	remember(70, 0, true);
	remember(71, 0, true);
	ownership_forget_pid(ownership, 70);
	assert_null(owned_find(ownership, 70));
	assert_non_null(owned_find(ownership, 71));
}

/* Our own children are kept until they are reaped, and those of other units. */
static void the_processes_of_a_unit_are_forgotten(void **state)
{
	(void)state;
	remember(80, 0, false);
	remember(81, 1, false);
	remember(82, 0, true);
	ownership_forget_unit(ownership, 0);
	assert_null(owned_find(ownership, 80));
	assert_int_equal(owned_find(ownership, 81)->owner, 1);
	assert_non_null(owned_find(ownership, 82));
}

static void a_reload_changes_the_owners(void **state)
{
	static const int32_t to[] = { 1, -1 };

	(void)state;
	remember(90, 0, true);
	remember(91, 1, true);
	remember(92, OWNER_NONE, true);
	ownership_remap(ownership, to, 2);
	assert_int_equal(owned_find(ownership, 90)->owner, 1);
	assert_int_equal(owned_find(ownership, 91)->owner, OWNER_NONE);
	assert_int_equal(owned_find(ownership, 92)->owner, OWNER_NONE);
}

static void flags_are_kept_for_the_same_process_only(void **state)
{
	struct proc_info p = process(95, 0, true);

	(void)state;
	p.flags = PROC_TERM_SENT | PROC_SIGNAL_SENT | PROC_KILLED_NOW;
	ownership_remember(ownership, &p);
	assert_int_equal(owned_find(ownership, 95)->flags,
			 PROC_TERM_SENT | PROC_SIGNAL_SENT);
	ownership_reset_signals(ownership, 0);
	assert_int_equal(owned_find(ownership, 95)->flags, PROC_TERM_SENT);
	p.flags = 0;
	ownership_remember(ownership, &p);
	assert_int_equal(owned_find(ownership, 95)->flags, PROC_TERM_SENT);
	p.start = 200; /* another process has got the pid */
	ownership_remember(ownership, &p);
	assert_int_equal(owned_find(ownership, 95)->flags, 0);
}

static void too_many_processes_are_not_remembered(void **state)
{
	(void)state;
	for (pid_t pid = 2; pid < (pid_t)OWNED_MAX + 10; pid++)
		remember(pid, 0, false);
	assert_non_null(owned_find(ownership, (pid_t)OWNED_MAX + 1));
	assert_null(owned_find(ownership, (pid_t)OWNED_MAX + 2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(processes_are_found_in_any_order, begin,
						host_finish),
		cmocka_unit_test_setup_teardown(a_reaped_process_is_forgotten, begin,
						host_finish),
		cmocka_unit_test_setup_teardown(the_processes_of_a_unit_are_forgotten,
						begin, host_finish),
		cmocka_unit_test_setup_teardown(a_reload_changes_the_owners, begin,
						host_finish),
		cmocka_unit_test_setup_teardown(flags_are_kept_for_the_same_process_only,
						begin, host_finish),
		cmocka_unit_test_setup_teardown(too_many_processes_are_not_remembered,
						begin, host_finish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
