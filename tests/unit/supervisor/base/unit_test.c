/* tests/unit/supervisor/base/unit_test.c - checks the names, the order and the room states
 * of units. */
#include "supervisor/base/sections.h"
#include "supervisor/base/unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "tests/unit/supervisor/host.h"

static const char text[] = "[setup:one]\ncommand = true\n"
			   "[service:web]\ncommand = true\n"
			   "[setup:two]\ncommand = true\n"
			   "[service:db]\ncommand = true\n";

static int begin(void **state)
{
	(void)state;
	host_begin(text);
	return 0;
}

static void setups_come_first(void **state)
{
	static const char *const names[] = { "setup one", "setup two", "web", "db" };
	struct context *ctx = sup_context(host_sup);

	(void)state;
	assert_int_equal(sections_count(host_conf), ARRAY_LEN(names));
	assert_int_equal(ctx->count, ARRAY_LEN(names));
	for (uint32_t i = 0; i < ctx->count; i++) {
		assert_int_equal(ctx->units[i]->index, i);
		assert_ptr_equal(ctx->units[i]->section, section_at(host_conf, i));
		assert_string_equal(unit_name(ctx->units[i]), names[i]);
	}
}

static void two_names_of_setups_are_valid_together(void **state)
{
	struct context *ctx = sup_context(host_sup);
	const char *one = unit_name(ctx->units[0]), *two = unit_name(ctx->units[1]);

	(void)state;
	assert_string_equal(one, "setup one");
	assert_string_equal(two, "setup two");
}

/* The parts lie behind struct unit and within the service, each at its own offset. A service
 * has at most 144 bytes. */
static void parts_have_offsets_of_their_own(void **state)
{
	const struct unit_layout *l = &unit_layout;
	const size_t offsets[] = { l->env, l->spawn, l->watch, l->cleanup };
	struct unit *u = sup_context(host_sup)->units[0];

	(void)state;
	assert_true(l->size <= 144);
	for (size_t i = 0; i < ARRAY_LEN(offsets); i++) {
		assert_true(offsets[i] >= sizeof(struct unit) && offsets[i] < l->size);
		assert_ptr_equal(unit_part(u, offsets[i]), (char *)u + offsets[i]);
		for (size_t j = 0; j < i; j++)
			assert_int_not_equal(offsets[i], offsets[j]);
	}
}

static void a_unit_without_a_process_has_no_main(void **state)
{
	struct unit u = { .main.child.pid = 0 };

	(void)state;
	assert_false(unit_has_main(&u));
	u.main.child.pid = 12;
	assert_true(unit_has_main(&u));
	u.cleanup_phase = CLEANUP_ZOMBIE;
	assert_false(unit_has_main(&u));
}

/* The structs of a room begin with a pointer to their unit. Some units have no such
 * struct. */
static void structs_are_found_by_their_unit(void **state)
{
	struct part {
		const struct unit *unit;
		int value;
	};
	struct context *ctx = sup_context(host_sup);
	const struct part parts[] = { { ctx->units[0], 1 },
				      { ctx->units[2], 2 },
				      { ctx->units[3], 3 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		assert_ptr_equal(unit_find(parts[i].unit, parts, ARRAY_LEN(parts),
					   sizeof parts[0]),
				 &parts[i]);
	assert_null(unit_find(ctx->units[1], parts, ARRAY_LEN(parts), sizeof parts[0]));
	assert_null(unit_find(ctx->units[0], NULL, 0, sizeof parts[0]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(setups_come_first, begin, host_finish),
		cmocka_unit_test_setup_teardown(two_names_of_setups_are_valid_together,
						begin, host_finish),
		cmocka_unit_test_setup_teardown(parts_have_offsets_of_their_own, begin,
						host_finish),
		cmocka_unit_test_setup_teardown(structs_are_found_by_their_unit, begin,
						host_finish),
		cmocka_unit_test(a_unit_without_a_process_has_no_main),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
