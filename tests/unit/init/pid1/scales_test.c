/* tests/unit/init/pid1/scales_test.c - applies numbers of instances to configurations. */
#include "init/pid1/scales.h"

#include "conf/conf.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct conf *load(const char *text)
{
	struct conf_source source = { .path = "handoff", .serialized = true };
	struct conf *conf = NULL;

	source.file = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
	assert_int_equal(conf_load(&source, &conf), 0);
	return conf;
}

/* Each number is kept for later configurations, and only for services that they have. */
static void numbers_are_kept(void **state)
{
	static const char with[] = "[service:a]\ncommand = x\ninstances = 2\n"
				   "[service:b]\ncommand = y ${HOME}\n",
			  without[] = "[service:b]\ncommand = y\n";
	struct conf *conf = load(with);
	int before;

	(void)state;
	conf = scales_apply(conf);
	assert_int_equal(conf_service_count(conf), 3);
	assert_int_equal(scales_set(conf, "a", 4, &before), 0);
	conf = scales_apply(conf);
	assert_int_equal(conf_service_count(conf), 5);
	assert_true(conf_find_service(conf, "a@4") >= 0);
	conf_free(conf);
	conf = scales_apply(load(without));
	assert_int_equal(conf_service_count(conf), 1);
	assert_int_equal(scales_set(conf, "a", 7, &before), 0);
	scales_restore("a", before);
	conf_free(conf);
	conf = scales_apply(load(with));
	assert_int_equal(conf_service_count(conf), 5);
	conf_free(conf);
}

static void copy_text(void *data, const char *text)
{
	snprintf(data, 200, "%s", text);
}

/* A number that somebody has changed in the file is newer than that of the client. */
static void a_changed_file_counts(void **state)
{
	struct conf *conf = load("[service:d]\ncommand = x\ninstances = 0\n");
	char told[200] = "";
	int before;

	(void)state;
	assert_int_equal(scales_set(conf, "d", 3, &before), 0);
	conf = scales_apply(conf);
	assert_int_equal(conf_service_count(conf), 3);
	scales_describe(copy_text, told);
	assert_string_equal(told,
			    "d: keeps instances = 3, set by ctinit scale; the file says 0");
	conf_free(conf);
	for (int i = 0; i < 2; i++) {
		conf = scales_apply(load("[service:d]\ncommand = x\ninstances = 2\n"));
		assert_int_equal(conf_service_count(conf), 2);
		told[0] = '\0';
		scales_describe(copy_text, told);
		assert_string_equal(told,
				    i == 0 ? "d: instances = 2 of the file counts now, no "
					     "longer the 3 that ctinit scale had set"
					   : "");
		scales_forget_replaced();
		conf_free(conf);
	}
}

/* A number that the configuration does not allow is refused. */
static void a_wrong_number_is_refused(void **state)
{
	struct conf *conf = load("[service:c]\ncommand = x\nstdin = inherit\n");
	int before;

	(void)state;
	assert_int_equal(scales_set(conf, "c", 20000, &before), 0);
	assert_null(scales_copy(conf));
	assert_int_equal(errno, EINVAL);
	scales_restore("c", before);
	conf_free(conf);
}

static void the_table_has_an_end(void **state)
{
	struct conf *conf = load("[service:e]\ncommand = x\n");
	char name[16];
	int before, r = 0;

	(void)state;
	for (int i = 0; i < 100 && r == 0; i++) {
		snprintf(name, sizeof name, "s%d", i);
		r = scales_set(conf, name, 1, &before);
	}
	assert_int_equal(r, -ENOSPC);
	conf_free(conf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_kept),
		cmocka_unit_test(a_changed_file_counts),
		cmocka_unit_test(a_wrong_number_is_refused),
		cmocka_unit_test(the_table_has_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
