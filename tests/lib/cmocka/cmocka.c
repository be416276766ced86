/* tests/lib/cmocka/cmocka.c - runs unit tests like cmocka, for MODE=musl and CROSS. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

enum ending { ENDED_WELL, FAILED, SKIPPED };

static sigjmp_buf end_of_test;

void unit_fail(struct unit_place place, const char *format, ...)
{
	va_list arguments;

	fprintf(stderr, "%s:%d: ", place.file, place.line);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	siglongjmp(end_of_test, FAILED);
}

void unit_skip(void)
{
	siglongjmp(end_of_test, SKIPPED);
}

void unit_equal(struct unit_place place, uintmax_t a, uintmax_t b, int equal)
{
	if ((a == b) != equal)
		unit_fail(place, "%" PRIiMAX " %s %" PRIiMAX, (intmax_t)a,
			  equal ? "!=" : "==", (intmax_t)b);
}

void unit_same_text(struct unit_place place, const char *a, const char *b)
{
	if (strcmp(a, b) != 0)
		unit_fail(place, "\"%s\" != \"%s\"", a, b);
}

static enum ending run_test(const struct CMUnitTest *test, void **state)
{
	int ending = sigsetjmp(end_of_test, 1);

	if (ending != ENDED_WELL)
		return (enum ending)ending;
	if (test->setup != NULL && test->setup(state) != 0)
		return FAILED;
	test->test(state);
	if (test->teardown != NULL && test->teardown(state) != 0)
		return FAILED;
	return ENDED_WELL;
}

/* Returns why the file of CT_SKIPPED lists the test, or NULL. Its rows are FILE, TEST and
 * REASON. */
static const char *skip_reason(const char *file, const char *test)
{
	static char line[512];
	const char *path = getenv("CT_SKIPPED"), *reason = NULL;
	FILE *list = path != NULL ? fopen(path, "re") : NULL;

	while (list != NULL && reason == NULL && fgets(line, sizeof line, list) != NULL) {
		char *name = line, *words[3];

		for (int i = 0; i < 3; i++)
			words[i] = strsep(&name, "\t\n");
		if (words[2] != NULL && strcmp(words[0], file) == 0 &&
		    strcmp(words[1], test) == 0)
			reason = words[2];
	}
	if (list != NULL)
		fclose(list);
	return reason;
}

int unit_run(const struct CMUnitTest *tests, size_t count, int (*setup)(void **state),
	     int (*teardown)(void **state), const char *file)
{
	void *state = NULL;
	int failed = 0;

	printf("1..%zu\n", count);
	if (setup != NULL && setup(&state) != 0) {
		printf("# the set-up of the group failed\n");
		return -1;
	}
	for (size_t i = 0; i < count; i++) {
		const char *why = skip_reason(file, tests[i].name);
		enum ending ending;

		fflush(stdout);
		ending = why != NULL ? SKIPPED : run_test(&tests[i], &state);
		failed += ending == FAILED;
		printf("%sok %zu - %s%s%s\n", ending == FAILED ? "not " : "", i + 1,
		       tests[i].name, ending == SKIPPED ? " # SKIP " : "",
		       why != NULL ? why : "");
	}
	if (teardown != NULL && teardown(&state) != 0)
		return -1;
	return failed;
}
