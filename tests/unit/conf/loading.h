/* tests/unit/conf/loading.h - loads configurations from texts and prints them, for the
 * tests of conf.
 *
 * Layer: tests/unit. Includes cmocka and the headers that it needs. */
#ifndef TESTS_UNIT_CONF_LOADING_H
#define TESTS_UNIT_CONF_LOADING_H

#include "conf/conf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Loads the text, with three variables for its ${}. The test fails unless conf_load()
 * returns `want`. `flat`: the text is a serialized configuration. */
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

/* Loads a text without errors. */
static inline struct conf *load(const char *text)
{
	return load_as(text, false, 0);
}

/* A file with one mistake, and a part of the only error that a load reports. */
struct mistake {
	const char *text, *says;
};

static inline void check_mistakes(const struct mistake *mistakes, size_t mistake_count)
{
	for (size_t i = 0; i < mistake_count; i++) {
		struct conf *conf = load_as(mistakes[i].text, false, -22);
		size_t count;
		const struct conf_diag *diags = conf_diags(conf, &count);

		if (count != 1 || !strstr(diags[0].text, mistakes[i].says))
			fail_msg("%s: %zu: %s", mistakes[i].text, count,
				 count > 0 ? diags[0].text : "");
		conf_free(conf);
	}
}

/* Returns the configuration as conf_print() writes it for the init. The caller frees it. */
static inline char *printed(const struct conf *conf)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	conf_print(conf, out, false);
	fclose(out);
	return text;
}

/* Checks that the init reads the printed configuration as the same one. */
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

/* A set-up function for cmocka: keys and values that are not implemented yet are
 * accepted. */
static inline int accept_unimplemented(void **state)
{
	(void)state;
	conf_accept_unimplemented(true);
	return 0;
}

#endif
