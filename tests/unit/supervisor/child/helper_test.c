/* tests/unit/supervisor/child/helper_test.c - starts real helpers for a service that is
 * down. */
#include "supervisor/base/unit.h"
#include "supervisor/child/channel_pool.h"
#include "supervisor/child/helper.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "tests/unit/skip.h"
#include "tests/unit/supervisor/host.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

static const char text[] =
	"[service:web]\ncommand = true\nautostart = no\n"
	"environment = GREETING=hello\nstdout = inherit\nstderr = inherit\n";
static struct helper helper;
static char ended[HELPER_TEXT], why[HELPER_TEXT];
static enum helper_end end;
static int done_calls;
static pid_t group; /* the process group for which on_done() checks */
static bool group_was_left;

static void on_done(struct helper *j, enum helper_end how, const char *words)
{
	assert_ptr_equal(j, &helper);
	snprintf(ended, sizeof ended, "%s", words);
	end = how;
	done_calls++;
	group_was_left = group > 0 && kill(-group, 0) == 0;
}

static int begin(void **state)
{
	(void)state;
	host_begin(text);
	ended[0] = '\0';
	done_calls = 0;
	helper_init(&helper, sup_context(host_sup)->units[0], on_done);
	return 0;
}

static int finish(void **state)
{
	(void)state;
	helper_detach(&helper);
	host_end();
	return waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD ? 0 : -1;
}

static void until_done(void)
{
	int before = done_calls;

	while (done_calls == before)
		ev_run(host_loop, EVRUN_ONCE);
}

static struct helper_spec shell(const char *script)
{
	static char *argv[4];
	static char sh[] = "sh", c[] = "-c";

	argv[0] = sh;
	argv[1] = c;
	argv[2] = (char *)(uintptr_t)script;
	return (struct helper_spec){ .argv = argv, .quiet = true };
}

static void ends(void **state)
{
	struct helper_spec spec = shell("test $GREETING$CTINIT_SERVICE = helloweb");

	(void)state;
	assert_int_equal(helper_start(&helper, &spec, &TEXT(why)), 0);
	assert_true(helper_is_running(&helper));
	assert_int_equal(sup_context(host_sup)->spawns_in_flight, 1);
	assert_int_equal(helper_start(&helper, &spec, &TEXT(why)), -EBUSY);
	until_done();
	assert_int_equal(end, HELPER_OK);
	assert_false(helper_is_running(&helper));
	assert_int_equal(sup_context(host_sup)->spawns_in_flight, 0);
	spec = shell("exit 3");
	helper_start(&helper, &spec, &TEXT(why));
	until_done();
	assert_int_equal(end, HELPER_FAILED);
	assert_string_equal(ended, "exited with code 3");
	spec = shell("kill -SEGV $$");
	helper_start(&helper, &spec, &TEXT(why));
	until_done();
	assert_int_equal(end, HELPER_FAILED);
	assert_string_equal(ended, "killed by SIGSEGV");
	assert_int_equal(host_orphans, 0);
}

static void extra_environment(void **state)
{
	char var[] = "RESULT=fine";
	char *extra[] = { var, NULL };
	struct helper_spec spec = shell("test $RESULT = fine");

	(void)state;
	spec.extra_env = extra;
	helper_start(&helper, &spec, &TEXT(why));
	until_done();
	assert_int_equal(end, HELPER_OK);
}

static void not_started(void **state)
{
	char none[] = "/no/such";
	char *argv[] = { none, NULL };
	struct helper_spec spec = { .label = "pre-start", .argv = argv };

	(void)state;
	assert_int_equal(helper_start(&helper, &spec, &TEXT(why)), 0);
	until_done();
	assert_int_equal(end, HELPER_NOT_STARTED);
	assert_string_equal(ended, "cannot run /no/such: No such file or directory");
	assert_non_null(
		strstr(host_log, "web: pre-start: cannot run /no/such: No such file"));
	assert_int_equal(sup_context(host_sup)->spawns_in_flight, 0);
	host_run_until_no_child();
	assert_int_equal(done_calls, 1);
	assert_int_equal(host_orphans, 0);
	for (int i = 0; i < 30; i++) { /* the exit may be seen before the report */
		siginfo_t info;

		helper_start(&helper, &spec, &TEXT(why));
		if (i % 2 == 0) {
			waitid(P_PID, (id_t)helper.current.pid, &info, WEXITED | WNOWAIT);
			host_on_signal(host_loop, &host_signals, 0);
			assert_int_equal(done_calls, i + 2);
			continue;
		}
		until_done();
		assert_int_equal(end, HELPER_NOT_STARTED);
		host_run_until_no_child(); /* a second abandoned child would become an orphan */
	}
	host_run_until_no_child();
	assert_int_equal(host_orphans, 0);
}

static int bad_words(struct helper *j, struct env *env, char *const **ret, struct text *err)
{
	(void)j;
	(void)env;
	(void)ret;
	return text_fail(err, "HOST is not set");
}

static void no_words(void **state)
{
	struct helper_spec spec = { .label = "pre-stop", .expand_argv = bad_words };

	(void)state;
	assert_int_equal(helper_start(&helper, &spec, &TEXT(why)), -EINVAL);
	assert_string_equal(why, "HOST is not set");
	assert_string_equal(host_log, "web: pre-stop: HOST is not set\n");
	assert_false(helper_is_running(&helper));
}

static void timeout_kills_the_group(void **state)
{
	struct helper_spec spec = shell("sleep 1000 & sleep 1000");

	(void)state;
	spec.timeout = 50;
	helper_start(&helper, &spec, &TEXT(why));
	until_done();
	assert_int_equal(end, HELPER_TIMEOUT);
	assert_string_equal(ended, "no end within 50 ms");
	host_run_until_no_child();
	assert_int_equal(done_calls, 1);
}

/* With group_ends_first, the killed processes are dead when done() is called. */
static void the_group_ends_first(void **state)
{
	static const char *const scripts[] = { "sleep 1000 & sleep 1000",
					       "sleep 1000 & exit 0" };
	static const enum helper_end ends_with[] = { HELPER_TIMEOUT, HELPER_OK };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(scripts); i++) {
		struct helper_spec spec = shell(scripts[i]);

		spec.group_ends_first = true;
		spec.timeout = i == 0 ? 50 : SECONDS(100);
		helper_start(&helper, &spec, &TEXT(why));
		group = helper.current.pid;
		until_done();
		assert_int_equal(end, ends_with[i]);
		assert_false(group_was_left);
		assert_true(host_orphans > i);
	}
	assert_int_equal(done_calls, 2);
}

static void the_rest_of_the_group(void **state)
{
	struct helper_spec spec = shell("sleep 1000 &");

	(void)state;
	helper_start(&helper, &spec, &TEXT(why));
	until_done();
	assert_int_equal(end, HELPER_OK);
	host_run_until_no_child();
}

static void given_up(void **state)
{
	static const char *const scripts[] = { "sleep 1000 & sleep 1000",
					       "exec sleep 1000" };
	struct helper_spec spec;

	(void)state;
	for (int k = 0; k < 2; k++) {
		spec = shell(scripts[k]);
		host_orphans = 0;
		/* Cancel the helper before and after it has called setsid(). */
		for (int i = 0; i < 3; i++) {
			helper_start(&helper, &spec, &TEXT(why));
			helper_cancel(&helper);
			helper_cancel(&helper);
			assert_false(helper_is_running(&helper));
			assert_int_equal(sup_context(host_sup)->spawns_in_flight, 0);
		}
		host_run_until_no_child();
	}
	assert_true(host_orphans <= 2); /* only the first two may become orphans */
	spec = shell("exit 0");
	helper_start(&helper, &spec, &TEXT(why));
	until_done();
	assert_int_equal(end, HELPER_OK);
	host_run_until_no_child();
	assert_int_equal(done_calls, 1);
}

/* A helper that is cancelled twice may have two children that still read from their
 * channels. Each channel is free again when its child is reaped. */
static void channels_of_the_given_up(void **state)
{
	struct context *ctx = sup_context(host_sup);
	struct helper_spec spec = shell("sleep 100");

	(void)state;
	channels_reserve(ctx, 200);
	if (!ctx->channel_pool->open)
		skip_because("no fd channels: the limit of open files or the kernel");
	for (int i = 0; i < 3; i++) {
		assert_int_equal(helper_start(&helper, &spec, &TEXT(why)), 0);
		helper_cancel(&helper);
	}
	assert_int_equal(__builtin_popcount(ctx->channel_pool->in_use), 3);
	host_run_until_no_child();
	assert_int_equal(ctx->channel_pool->in_use, 0);
}

static int own_code(void *context)
{
	return write(3, context, 5) == 5 && fcntl(4, F_GETFD) < 0 ? 0 : 1;
}

static void own_code_in_a_child(void **state)
{
	char word[] = "found", got[8] = "";
	int ends_of[2];

	(void)state;
	assert_int_equal(pipe2(ends_of, O_CLOEXEC), 0);
	struct helper_spec spec = {
		.run = own_code, .context = word, .result_fd = ends_of[1], .quiet = true
	};
	assert_int_equal(helper_start(&helper, &spec, &TEXT(why)), 0);
	close(ends_of[1]);
	until_done();
	assert_int_equal(end, HELPER_OK);
	assert_int_equal(read(ends_of[0], got, sizeof got), 5);
	assert_string_equal(got, "found");
	close(ends_of[0]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, finish)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(ends),
		TEST(extra_environment),
		TEST(not_started),
		TEST(no_words),
		TEST(timeout_kills_the_group),
		TEST(the_group_ends_first),
		TEST(the_rest_of_the_group),
		TEST(given_up),
		TEST(channels_of_the_given_up),
		TEST(own_code_in_a_child),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
