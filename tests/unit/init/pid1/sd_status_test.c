/* tests/unit/init/pid1/sd_status_test.c - checks which states must be reported after each
 * fact. */
#include "init/pid1/sd_status.h"

#include "conf/base/base.h"
#include "init/sys/sd_notify.h"

/* cmocka.h needs these headers before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define STARTING  (1u << SD_STARTING)
#define RELOADING (1u << SD_RELOADING)
#define READY     (1u << SD_READY)
#define STOPPING  (1u << SD_STOPPING)

struct row {
	struct sd_facts facts;
	unsigned due;
};

/* Applies the rows in order. After each row, sends all states that are due. */
static void play(const struct row *rows, size_t count)
{
	struct sd_status status;

	sd_status_init(&status);
	assert_int_equal(status.due, STARTING);
	for (size_t i = 0; i < count; i++) {
		status.due = 0;
		sd_status_update(&status, &rows[i].facts);
		if (status.due != rows[i].due)
			fail_msg("row %zu: 0x%x is due, not 0x%x", i, status.due,
				 rows[i].due);
	}
}

static void test_start_and_stop(void **state)
{
	static const struct row rows[] = {
		{ { .reload_over = true }, 0 },
		{ { .up = true, .reload_over = true }, READY },
		{ { .up = true, .reload_over = true }, 0 },
		{ { .up = true, .reload_over = true, .ending = true }, STOPPING },
		{ { .up = true, .reload_over = true, .ending = true }, 0 },
	};

	(void)state;
	play(rows, ARRAY_LEN(rows));
}

static void test_reload(void **state)
{
	static const struct row rows[] = {
		{ { .up = true, .reload_over = true }, READY },
		{ { .up = true, .reloads = 1 }, RELOADING },
		{ { .up = true, .reloads = 1 }, 0 },
		{ { .up = true, .reloads = 2 }, RELOADING },
		{ { .up = true, .reloads = 2, .reload_over = true }, READY },
		{ { .up = true, .reloads = 2, .reload_over = true }, 0 },
		/* A reload that is refused at once is over in the same turn. */
		{ { .up = true, .reloads = 3, .reload_over = true }, RELOADING | READY },
	};

	(void)state;
	play(rows, ARRAY_LEN(rows));
}

static void test_reload_while_starting(void **state)
{
	static const struct row rows[] = {
		{ { .reloads = 1 }, RELOADING },
		{ { .reloads = 1, .reload_over = true }, 0 },
		{ { .up = true, .reloads = 1, .reload_over = true }, READY },
	};

	(void)state;
	play(rows, ARRAY_LEN(rows));
}

/* States stay due until they are sent. */
static void test_unsent(void **state)
{
	const struct sd_facts up = { .up = true }, ending = { .up = true, .ending = true };
	struct sd_status status;

	(void)state;
	sd_status_init(&status);
	sd_status_update(&status, &up);
	sd_status_update(&status, &ending);
	assert_int_equal(status.due, STARTING | READY | STOPPING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_start_and_stop),
		cmocka_unit_test(test_reload),
		cmocka_unit_test(test_reload_while_starting),
		cmocka_unit_test(test_unsent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
