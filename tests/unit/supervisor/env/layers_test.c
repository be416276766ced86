/* tests/unit/supervisor/env/layers_test.c - checks the order of the layers of an
 * environment. */
#include "supervisor/env/layers.h"
#include "supervisor/env/setup_vars.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "tests/unit/supervisor/host.h"
#include "tests/unit/supervisor/write_file.h"

#include <errno.h>
#include <stdlib.h>

static char dir[] = "/tmp/layers_test.XXXXXX";
static char text[2048], why[512];
static struct env env;

static void write_in_dir(const char *name, const char *content)
{
	char path[256];

	snprintf(path, sizeof path, "%s/%s", dir, name);
	write_file(path, content);
}

static void begin(const char *keys)
{
	snprintf(text, sizeof text, "[service:web]\ncommand = true\nautostart = no\n%s",
		 keys);
	host_begin(text);
	why[0] = '\0';
}

static int read_layers(void)
{
	struct unit *u = host_unit(0);

	u->ctx->scratch.used = 0;
	assert_int_equal(env_init(&env, &u->ctx->scratch), 0);
	return layers_read(u, &env, &TEXT(why));
}

static const char *variable(const char *name)
{
	return env_get(&env, name, strlen(name));
}

static void later_layers_win(void **state)
{
	char keys[1024];

	(void)state;
	write_in_dir("file", "A=file\nB=file\n");
	write_in_dir("secret", "from file\n");
	snprintf(keys, sizeof keys,
		 "env-file = %s/file\nenv-from-file = C=%s/secret\nenvironment = B=own "
		 "D=${A}\n",
		 dir, dir);
	begin(keys);
	assert_int_equal(read_layers(), 0);
	assert_string_equal(variable("A"), "file");
	assert_string_equal(variable("B"), "own");
	assert_string_equal(variable("C"), "from file");
	assert_string_equal(variable("D"), "file");
	assert_string_equal(variable("PATH"), "/usr/bin:/bin");
	host_end();
}

static void unset_comes_last(void **state)
{
	(void)state;
	begin("environment = A=1 B=2\nenv-unset = A PATH\n");
	assert_int_equal(read_layers(), 0);
	assert_null(variable("A"));
	assert_null(variable("PATH"));
	assert_string_equal(variable("B"), "2");
	host_end();
}

/* env-clear, env-unset and environment can neither remove nor set the marks of a
 * process. */
static void marks_stay(void **state)
{
	(void)state;
	begin("env-clear = yes\nenv-unset = CTINIT_SERVICE\n"
	      "environment = CTINIT_SERVICE=other CTINIT_INSTANCE=9\n");
	assert_int_equal(read_layers(), 0);
	assert_string_equal(variable("CTINIT_SERVICE"), "web");
	assert_null(variable("CTINIT_INSTANCE"));
	assert_null(variable("NOTIFY_SOCKET"));
	assert_int_equal(env.count, 1);
	host_end();
}

static void a_missing_file_is_named(void **state)
{
	(void)state;
	begin("env-file = /nowhere/file\n");
	assert_int_equal(read_layers(), -ENOENT);
	assert_non_null(strstr(why, "/nowhere/file"));
	host_end();
}

/* NAME_FILE with an absolute path is a secret, even if a setup has set it. */
static void secrets_are_noticed_by_name(void **state)
{
	static const struct {
		const char *line;
		bool is_secret;
	} rows[] = {
		{ "DB_FILES=/run/db\n", false },
		{ "DB_FILE=db\n", false },
		{ "_FILE=/run/db\n", false },
		{ "DB_FILE=/run/db\n", true },
	};
	static char secret[] = "DB_FILE=/run/db";
	struct unit *setup;

	(void)state;
	host_begin("[setup:one]\ncommand = true\n[service:web]\ncommand = true\n");
	setup = host_unit(0);
	assert_false(layers_name_secrets(setup->ctx));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		size_t len = strlen(rows[i].line);

		setup_vars_open(setup);
		assert_int_equal(write(setup_vars_fd(setup), rows[i].line, len), len);
		assert_int_equal(setup_vars_collect(setup, true, &TEXT(why)), 0);
		assert_int_equal(layers_name_secrets(setup->ctx), rows[i].is_secret);
	}
	host_end();
	host_begin("[service:web]\ncommand = true\n");
	host_set_environment((char *[]){ secret, NULL });
	assert_true(layers_name_secrets(host_unit(0)->ctx));
	host_end();
}

static int make_dir(void **state)
{
	(void)state;
	return mkdtemp(dir) != NULL ? 0 : -1;
}

static int remove_dir(void **state)
{
	static const char *const names[] = { "file", "secret" };
	char path[256];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		snprintf(path, sizeof path, "%s/%s", dir, names[i]);
		unlink(path);
	}
	return rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(later_layers_win),
		cmocka_unit_test(unset_comes_last),
		cmocka_unit_test(marks_stay),
		cmocka_unit_test(a_missing_file_is_named),
		cmocka_unit_test(secrets_are_noticed_by_name),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
