/* tests/unit/conf/loading.h - loads configurations from strings and prints them, for the
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
 * returns `want`. With `flat` the text is a serialized configuration. */
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

/* A file with one mistake, and a part of the expected error. */
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

/* Checks that the init reads the printed configuration back unchanged. */
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

/* Returns the names of the services with these indices, in one string. */
static inline const char *service_names(const struct conf *conf, const uint32_t *services,
					size_t count)
{
	static char text[300];
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; i < count; i++)
		len += (size_t)snprintf(text + len, sizeof text - len, "%s%s", i ? " " : "",
					conf_name(conf_service(conf, services[i])));
	return text;
}

/* Returns the row of the signal in conf_signals(), or NULL if it has none. */
static inline const struct conf_signal *signal_row(const struct conf *conf, int signal)
{
	size_t count;
	const struct conf_signal *table = conf_signals(conf, &count);

	for (size_t i = 0; i < count; i++) {
		if (table[i].signal == signal)
			return &table[i];
	}
	return NULL;
}

/* A find() for struct conf_lookup. Only the variable X is set, to "ex". */
static inline const char *find_x(void *context, const char *name, size_t len)
{
	(void)context;
	return len == 1 && name[0] == 'X' ? "ex" : NULL;
}

/* A set-up function for cmocka. Accepts keys and values that are not implemented yet. */
static inline int accept_unimplemented(void **state)
{
	(void)state;
	conf_accept_unimplemented(true);
	return 0;
}

#endif
