/* tests/unit/init/runtime/container_plan_test.c - checks the computed stop timeout. */
#include "init/runtime/container_plan.h"

#include "conf/base/base.h"
#include "tests/unit/conf/loading.h"

#define SERVICE "[service:a]\ncommand = /bin/true\n"

static void test_stop_timeout(void **state)
{
	static const struct {
		const char *text;
		msec timeout;
	} rows[] = {
		{ SERVICE, SECONDS(12) },
		{ "[container]\nstop-timeout = 3s\n" SERVICE, SECONDS(3) },
		{ "[container]\nstop-timeout = 0s\n" SERVICE, 0 },
		{ "[init]\nshutdown-timeout = 20s\n" SERVICE, SECONDS(22) },
		{ SERVICE "stop-timeout = 30s\n", SECONDS(32) },
		{ SERVICE "stop-timeout = 5s\n", SECONDS(12) },
		{ "[container]\nstop-timeout = 3s\n[init]\nshutdown-timeout = "
		  "20s\n" SERVICE,
		  SECONDS(3) },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct conf *conf = load(rows[i].text);

		if (container_stop_timeout(conf) != rows[i].timeout)
			fail_msg("%lld ms for %s", (long long)container_stop_timeout(conf),
				 rows[i].text);
		conf_free(conf);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_stop_timeout) };

	return cmocka_run_group_tests(tests, accept_unimplemented, NULL);
}
