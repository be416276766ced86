/* tests/unit/supervisor/output/dev_log_test.c - opens /dev/log without a slot for it. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "supervisor/output/logger_child.h"
#include "supervisor/output/slots.h"
#include "tests/unit/supervisor/host.h"

static void a_lack_of_slots_is_reported(void **state)
{
	struct logger_child *logger;
	uint64_t ring;
	uint32_t slot;

	(void)state;
	host_begin("[service:a]\ncommand = true\n");
	logger = sup_context(host_sup)->logger;
	assert_true(slots_alloc(logger->slots, logger->slot_count - 1, 0, &slot, &ring) >=
		    0);
	assert_int_equal(dev_log_open(logger), -ENOSPC);
	assert_string_equal(host_log, "bug: the log memory has no slot for /dev/log\n");
	assert_true(logger->dev_log_fd < 0);
	host_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lack_of_slots_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
