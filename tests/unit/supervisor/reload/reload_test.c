/* tests/unit/supervisor/reload/reload_test.c - reloads with failing calloc().
 *
 * If a reload is refused at once, nothing changes. If it is refused later, the services
 * that it has stopped start again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "conf/base/clock.h"
#include "tests/unit/skip.h"
#include "tests/unit/supervisor/failing_calloc.h"
#include "tests/unit/supervisor/host.h"

#include <errno.h>

static const char before[] = "[service:a]\ncommand = sleep 1000\n"
			     "[service:b]\ncommand = sleep 1000\nneeds = a\n"
			     "[service:gone]\ncommand = sleep 1000\n"
			     "[service:off]\ncommand = sleep 1000\nautostart = no\n";
/* `a` has another command and a health check, `b` needs no service, `gone` is removed, and
 * a new service writes to a pipe. */
static const char after[] = "[service:a]\ncommand = sleep 1001\nhealth = file:/\n"
			    "[service:b]\ncommand = sleep 1000\n"
			    "[service:new]\ncommand = sleep 1000\nstdout = pipe:a\n"
			    "[service:off]\ncommand = sleep 1000\nautostart = no\n";

static void begin(const char *text)
{
	host_begin(text);
	sup_start(host_sup);
}

static void finish(int want)
{
	const char *why;
	int code;

	sup_shutdown(host_sup, want, "asked");
	while (!sup_finished(host_sup, &code, &why))
		ev_run(host_loop, EVRUN_ONCE);
	assert_int_equal(code, want);
}

/* Starts the services of `before` and empties host_log. */
static void begin_before(void)
{
	if (!CALLOC_CAN_FAIL)
		skip_because("the sanitizer has its own calloc(), which does not fail");
	begin(before);
	host_run_until("b: ready");
	host_run_until("gone: ready");
	host_log[0] = '\0';
}

static void refused_at_once(void **state)
{
	long calls = 0;
	int err = -ENOMEM;

	(void)state;
	begin_before();
	for (; err < 0; calls++) {
		struct conf *other = host_load(after);

		assert_string_equal(host_log, "");
		calls_left = calls;
		err = sup_reload(host_sup, other);
		calls_left = -1;
		assert_true(err == 0 || err == -ENOMEM);
		assert_true(calls < 100);
	}
	assert_true(calls > 20);
	host_run_until("reload: done");
	host_run_until("a: ready");
	host_run_until("new: ready");
	assert_null(strstr(host_log, "b: stopped"));
	finish(0);
	host_end();
}

/* `b` needs `a` again, so `b` stops before `a`. */
static void stops_after_its_dependent(void)
{
	struct context *ctx = sup_context(host_sup);

	host_log[0] = '\0';
	core_stop_auto(ctx->core, 0, clock_now());
	context_pump(ctx);
	host_run_until("a: stopped");
	assert_non_null(strstr(host_log, "b: stopped"));
	core_want_auto(ctx->core, 0, clock_now());
	context_pump(ctx);
	host_run_until("b: ready");
}

/* The new core may still be refused after all services that had to stop have stopped. */
static void refused_at_the_end(void **state)
{
	(void)state;
	begin_before();
	assert_int_equal(sup_reload(host_sup, host_load(after)), 0);
	assert_int_equal(sup_reload(host_sup, host_load(after)), -EBUSY);
	assert_false(sup_can_reload(host_sup));
	calls_left = 0; /* a stop does not allocate */
	host_run_until("a: stopped");
	host_run_until("starts again");
	assert_non_null(strstr(host_log, "gone: stopped"));
	calls_left = -1;
	host_run_until("a: ready");
	host_run_until("gone: ready");
	assert_null(strstr(host_log, "b: stopped"));
	assert_null(strstr(host_log, "off: ready"));
	stops_after_its_dependent();
	host_log[0] = '\0';
	assert_int_equal(sup_reload(host_sup, host_load(after)), 0);
	host_run_until("reload: done");
	host_run_until("new: ready");
	finish(0);
	host_end();
}

/* A shutdown ends the supervisor in the middle of a reload. All memory must be freed; the
 * sanitizer's leak check would notice. */
static void freed_in_the_middle(void **state)
{
	(void)state;
	begin("[service:a]\ncommand = sh -c 'trap \"\" TERM; sleep 1000'\n"
	      "stop-timeout = 100ms\n");
	host_run_until("a: ready");
	assert_int_equal(sup_reload(host_sup, host_load(after)), 0);
	finish(3);
	assert_int_equal(sup_reload(host_sup, host_load(after)), -EBUSY);
	host_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refused_at_once),
		cmocka_unit_test(refused_at_the_end),
		cmocka_unit_test(freed_in_the_middle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
