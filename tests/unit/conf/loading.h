/* tests/unit/conf/loading.h - texts to configurations and back, for the tests of conf. */
#ifndef TESTS_UNIT_CONF_LOADING_H
#define TESTS_UNIT_CONF_LOADING_H

#include "conf/conf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static inline struct conf *load_as(const char *text, bool flat, int want)
{
	static char *const env[] = { (char *)"N=3", (char *)"W=yes", (char *)"T=two words",
				     NULL };
	struct conf_source source = { .path = "t.ini",
				      .environment = env,
				      .serialized = flat };
	struct conf *conf;
	int got;

	source.file = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
	got = conf_load(&source, &conf);
	if (got != want) {
		conf_print_diags(conf, stderr);
		fail_msg("%d for %s", got, text);
	}
	return conf;
}

static inline struct conf *load(const char *text)
{
	return load_as(text, false, 0);
}

static inline char *printed(const struct conf *conf)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	conf_print(conf, out, false);
	fclose(out);
	return text;
}

/* What crosses to the inside means the same there. */
static inline void round_trip(const struct conf *conf)
{
	char *one = printed(conf), *two;
	struct conf *again = load_as(one, true, 0);

	two = printed(again);
	assert_string_equal(one, two);
	assert_int_equal(conf_service_count(conf), conf_service_count(again));
	assert_int_equal(conf_setup_count(conf), conf_setup_count(again));
	conf_free(again);
	free(one);
	free(two);
}

/* Keys and values whose step has not come yet are read too. */
static inline int all_steps(void **state)
{
	(void)state;
	conf_accept_unimplemented(true);
	return 0;
}

#endif
