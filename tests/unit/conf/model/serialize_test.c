/* tests/unit/conf/model/serialize_test.c - tests that a configuration survives printing and
 * reading back. */
#include "conf/lang/quote.h"
#include "tests/unit/conf/loading.h"

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* Random words with bytes that need quotes are unchanged after printing and loading. */
static void prints_what_it_reads(void **state)
{
	static const char bytes[] = "ab '\"\\$`;#{}=\n\t\xc3\xa4\xff";
	uint32_t seed = 7;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		char *text = NULL, *one, *two, sent[4][9] = { { 0 } };
		size_t size;
		FILE *out = open_memstream(&text, &size);

		fputs("[defaults]\nenvironment = X=${Y:-z}\n[service:s]\ncommand = p", out);
		for (int w = 0; w < 4; w++) {
			for (unsigned i = 0; i < next_random(&seed) % 9; i++)
				sent[w][i] = bytes[next_random(&seed) % (sizeof bytes - 1)];
			fputc(' ', out);
			quote_word(out, sent[w]);
		}
		fputs("\numask = 027\nenvironment =\nenvironment = A=1\n", out);
		fclose(out);
		struct conf *a = load(text);
		one = printed(a);
		struct conf *b = load_as(one, true, 0);
		two = printed(b);
		assert_string_equal(one, two);
		size_t n, m;
		char *const *x = conf_words(conf_service(a, 0), CONF_SERVICE_COMMAND, &n);
		char *const *y = conf_words(conf_service(b, 0), CONF_SERVICE_COMMAND, &m);
		assert_int_equal(n, 5);
		assert_int_equal(m, 5);
		for (size_t i = 0; i < n; i++) {
			assert_string_equal(x[i], i == 0 ? "p" : sent[i - 1]);
			assert_string_equal(y[i], x[i]);
		}
		conf_free(a);
		conf_free(b);
		free(text);
		free(one);
		free(two);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prints_what_it_reads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
