/* tests/lib/cmocka/cmocka.c - runs unit tests like cmocka, for MODE=musl. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
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

int unit_run(const struct CMUnitTest *tests, size_t count, int (*setup)(void **state),
	     int (*teardown)(void **state))
{
	void *state = NULL;
	int failed = 0;

	printf("1..%zu\n", count);
	if (setup != NULL && setup(&state) != 0) {
		printf("# the set-up of the group failed\n");
		return -1;
	}
	for (size_t i = 0; i < count; i++) {
		enum ending ending;

		fflush(stdout);
		ending = run_test(&tests[i], &state);
		failed += ending == FAILED;
		printf("%sok %zu - %s%s\n", ending == FAILED ? "not " : "", i + 1,
		       tests[i].name, ending == SKIPPED ? " # SKIP" : "");
	}
	if (teardown != NULL && teardown(&state) != 0)
		return -1;
	return failed;
}
