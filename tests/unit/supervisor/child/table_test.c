/* tests/unit/supervisor/child/table_test.c - checks the table of children, even while it is
 * reallocated. */
#include "supervisor/child/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#define CHILDREN 100

static struct child_table table;
static struct context ctx = { .children = &table };
static struct child children[CHILDREN];

static int begin(void **state)
{
	(void)state;
	assert_int_equal(child_table_init(&table, 1), 0);
	for (int i = 0; i < CHILDREN; i++) {
		children[i] = (struct child){ .kind = i % 2 ? CHILD_HELPER : CHILD_MAIN };
		child_register(&ctx, &children[i], 1000 + i * 7);
	}
	return 0;
}

static int finish(void **state)
{
	(void)state;
	child_table_done(&table);
	return 0;
}

static void every_child_is_found(void **state)
{
	(void)state;
	for (int i = 0; i < CHILDREN; i++)
		assert_ptr_equal(child_find(&ctx, 1000 + i * 7), &children[i]);
	assert_null(child_find(&ctx, 999));
	assert_int_equal(table.helpers, CHILDREN / 2);
}

static void an_unregistered_child_is_an_orphan(void **state)
{
	uint32_t helpers = 0;

	(void)state;
	for (int i = 0; i < CHILDREN; i += 3) {
		child_unregister(&ctx, &children[i]);
		child_unregister(&ctx, &children[i]); /* calling it twice is allowed */
	}
	for (int i = 0; i < CHILDREN; i++) {
		assert_ptr_equal(child_find(&ctx, 1000 + i * 7),
				 i % 3 == 0 ? NULL : &children[i]);
		helpers += i % 3 != 0 && children[i].kind == CHILD_HELPER;
	}
	assert_int_equal(table.helpers, helpers);
}

static void a_move_keeps_all_children(void **state)
{
	struct child_table next;

	(void)state;
	assert_int_equal(child_table_init(&next, 1000), 0);
	child_table_move(&table, &next);
	assert_int_equal(table.mask, 1023);
	every_child_is_found(state);
	child_table_done(&next);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_child_is_found, begin, finish),
		cmocka_unit_test_setup_teardown(an_unregistered_child_is_an_orphan, begin,
						finish),
		cmocka_unit_test_setup_teardown(a_move_keeps_all_children, begin, finish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
