/* tests/unit/init/web/page_graph_test.c - checks the places of the units in the picture. */
#include "init/web/page_parts.h"

#include "conf/base/base.h"

#include <stdlib.h>
#include <string.h>

/* cmocka.h needs these headers before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The caller frees the picture. */
static char *draw(const char *units, const char *edges)
{
	json_t *rows = json_loads(units, 0, NULL), *arrows = json_loads(edges, 0, NULL);
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	page_graph(out, rows, arrows);
	fclose(out);
	json_decref(rows);
	json_decref(arrows);
	return text;
}

#define UNIT(name) "{\"type\":\"unit\",\"name\":\"" name "\",\"state\":\"ready\"}"
#define EDGE(from, to) \
	"{\"type\":\"edge\",\"from\":\"" from "\",\"to\":\"" to "\",\"kind\":\"need\"}"

/* A unit is right of all that start before it: c needs b, which needs a; d is alone. */
static void test_columns(void **state)
{
	static const char *const places[] = { ">a</title><rect x=\"6\" y=\"6\"",
					      ">b</title><rect x=\"220\" y=\"6\"",
					      ">c</title><rect x=\"434\" y=\"6\"",
					      ">d</title><rect x=\"6\" y=\"52\"" };
	char *picture = draw("[" UNIT("c") "," UNIT("a") "," UNIT("b") "," UNIT("d") "]",
			     "[" EDGE("c", "b") "," EDGE("c", "a") "," EDGE("b", "a") "]");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		if (!strstr(picture, places[i]))
			fail_msg("no %s in %s", places[i], picture);
	free(picture);
}

/* A circle, an unit that is not there and one that needs itself end the drawing anyway. */
static void test_faults(void **state)
{
	char *picture =
		draw("[" UNIT("a") "," UNIT("b") "]",
		     "[" EDGE("a", "b") "," EDGE("b", "a") "," EDGE("a",
								    "a") "," EDGE("a",
										  "x") "]");

	(void)state;
	assert_non_null(strstr(picture, "</svg>"));
	free(picture);
	picture = draw("[]", "[]");
	assert_null(strstr(picture, "<svg"));
	free(picture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
