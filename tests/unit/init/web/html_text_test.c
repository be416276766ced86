/* tests/unit/init/web/html_text_test.c - checks escaping, templates, times and sizes. */
#include "init/web/html_text.h"

#include <stdlib.h>
#include <string.h>

/* cmocka.h needs these headers before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static char text[512];

static FILE *open_text(void)
{
	memset(text, 0, sizeof text);
	return fmemopen(text, sizeof text, "w");
}

static void test_escape(void **state)
{
	FILE *out = open_text();

	(void)state;
	html_put(out, "<a href='x' title=\"y\">&amp;");
	html_put(out, NULL);
	fclose(out);
	assert_string_equal(text,
			    "&lt;a href=&#39;x&#39; title=&quot;y&quot;&gt;&amp;amp;");
}

static void test_template(void **state)
{
	static const struct {
		const char *template, *result;
	} rows[] = {
		{ "", "" },
		{ "no field", "no field" },
		{ "{{a}}-{{{a}}}-{{b}}", "&lt;i&gt;-<i>-" },
		{ "{{a}}{{a}}", "&lt;i&gt;&lt;i&gt;" },
		{ "x{{aa}}y{{}}z", "xyz" },
		{ "x{{a", "x{{a" },
		{ "x}}{{a}}", "x}}&lt;i&gt;" },
	};
	static const struct html_field fields[] = { { "a", "<i>" },
						    { "b", NULL },
						    { NULL, NULL } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		FILE *out = open_text();

		html_put_template(out, rows[i].template, fields);
		fclose(out);
		assert_string_equal(text, rows[i].result);
	}
}

static void test_numbers(void **state)
{
	static const struct {
		void (*put)(FILE *out, long long number);
		long long number;
		const char *result;
	} rows[] = {
		{ html_put_time, 0, "0 ms" },
		{ html_put_time, 999, "999 ms" },
		{ html_put_time, 1000, "1.0 s" },
		{ html_put_time, 59999, "59.9 s" },
		{ html_put_time, 61500, "1 min 1 s" },
		{ html_put_time, 3723400, "1 h 2 min" },
		{ html_put_time, 180000000, "2 d 2 h" },
		{ html_put_bytes, 0, "0 B" },
		{ html_put_bytes, 1023, "1023 B" },
		{ html_put_bytes, 1024, "1.0 KiB" },
		{ html_put_bytes, 7340032, "7.0 MiB" },
		{ html_put_bytes, 120 << 20, "120 MiB" },
		{ html_put_bytes, 1000000000000000, "909 TiB" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		FILE *out = open_text();

		rows[i].put(out, rows[i].number);
		fclose(out);
		assert_string_equal(text, rows[i].result);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_escape),
		cmocka_unit_test(test_template),
		cmocka_unit_test(test_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
