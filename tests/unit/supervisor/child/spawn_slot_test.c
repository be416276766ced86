/* tests/unit/supervisor/child/spawn_slot_test.c - checks that slots are reserved, used and
 * released. */
#include "supervisor/child/spawn_slot.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "tests/unit/skip.h"
#include "tests/unit/supervisor/host.h"

static struct context *ctx;

static int begin(void **state)
{
	char text[2048] = "";

	(void)state;
	for (int i = 0; i <= SPAWN_SLOTS; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text),
			 "[service:s%d]\ncommand = true\n", i);
	host_begin(text);
	ctx = sup_context(host_sup);
	return 0;
}

static int finish(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < ctx->count; i++)
		spawn_slot_put(ctx->units[i]);
	host_end();
	return 0;
}

static void a_unit_has_no_slot_at_first(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < ctx->count; i++)
		assert_int_equal(spawn_state_of(ctx->units[i])->slot, SPAWN_SLOT_NONE);
}

static void skip_without_clone_vm(void)
{
	if (!spawn_clone_vm_allowed(false))
		skip_because("no slots without CLONE_VM, as under the address sanitizer");
}

static void a_slot_brings_its_own_scratch(void **state)
{
	char *own = ctx->scratch.base;
	struct start_context *start;

	(void)state;
	skip_without_clone_vm();
	start = spawn_slot_get(ctx->units[0]);
	assert_non_null(start);
	assert_ptr_not_equal(ctx->scratch.base, own);
	assert_true((char *)start < ctx->scratch.base);
	/* It begins with a page, also on arm64 with pages of 64 KiB. */
	assert_int_equal((ctx->scratch.base - ctx->spawn_slots->base) % (64 << 10), 0);
	memset(start, 0, sizeof *start);
	ctx->scratch.base[ctx->scratch.size - 1] = 1;
	spawn_slot_detach(ctx);
	assert_ptr_equal(ctx->scratch.base, own);
}

static void slots_run_out_and_come_back(void **state)
{
	struct start_context *third = NULL;

	(void)state;
	skip_without_clone_vm();
	for (uint32_t i = 0; i < SPAWN_SLOTS; i++) {
		struct start_context *start = spawn_slot_get(ctx->units[i]);

		assert_non_null(start);
		if (i == 3)
			third = start;
	}
	assert_null(spawn_slot_get(ctx->units[SPAWN_SLOTS]));
	spawn_slot_put(ctx->units[3]);
	spawn_slot_put(ctx->units[3]); /* does nothing */
	assert_ptr_equal(spawn_slot_get(ctx->units[SPAWN_SLOTS]), third);
	spawn_slot_detach(ctx);
}

/* Pages are released only when no child can run in them. */
static void pages_are_kept_while_a_slot_is_in_use(void **state)
{
	char *scratch;

	(void)state;
	skip_without_clone_vm();
	assert_non_null(spawn_slot_get(ctx->units[0]));
	scratch = ctx->scratch.base;
	scratch[0] = 1;
	spawn_slots_trim(ctx);
	assert_int_equal(scratch[0], 1);
	spawn_slot_put(ctx->units[0]);
	spawn_slots_trim(ctx);
	assert_int_equal(scratch[0], 0);
	spawn_slot_detach(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_unit_has_no_slot_at_first, begin, finish),
		cmocka_unit_test_setup_teardown(a_slot_brings_its_own_scratch, begin,
						finish),
		cmocka_unit_test_setup_teardown(slots_run_out_and_come_back, begin, finish),
		cmocka_unit_test_setup_teardown(pages_are_kept_while_a_slot_is_in_use,
						begin, finish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
