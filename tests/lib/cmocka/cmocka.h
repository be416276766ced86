/* tests/lib/cmocka/cmocka.h - declares the part of cmocka that the unit tests use, for
 * MODE=musl and for CROSS.
 *
 * Debian has cmocka only for glibc. The names and the output (TAP) are cmocka's, so the
 * unit tests are the same for both.
 *
 * Layer:  tests. Includes what cmocka.h requires its user to include.
 * Source: cmocka(3). */
#ifndef TESTS_LIB_CMOCKA_H
#define TESTS_LIB_CMOCKA_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct CMUnitTest {
	const char *name;
	void (*test)(void **state);
	int (*setup)(void **state), (*teardown)(void **state);
};

#define cmocka_unit_test(test)          \
	{                               \
#test, test, NULL, NULL \
	}
#define cmocka_unit_test_setup_teardown(test, setup, teardown) \
	{                                                      \
#test, test, setup, teardown                   \
	}
#define cmocka_run_group_tests(tests, setup, teardown) \
	unit_run(tests, sizeof(tests) / sizeof *(tests), setup, teardown, __FILE__)

/* Runs the tests of `file` in order and prints TAP. Returns the number of failed tests, or
 * -1 if the set-up or the tear-down of the group fails. Skips the tests that the file of the
 * variable CT_SKIPPED lists. */
int unit_run(const struct CMUnitTest *tests, size_t count, int (*setup)(void **state),
	     int (*teardown)(void **state), const char *file);

/* The location of a statement in a test. */
struct unit_place {
	const char *file;
	int line;
};

/* End the running test as failed, with this message on stderr, or as skipped. */
_Noreturn void unit_fail(struct unit_place place, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
_Noreturn void unit_skip(void);

#define unit_here             ((struct unit_place){ __FILE__, __LINE__ })
#define fail_msg(...)         unit_fail(unit_here, __VA_ARGS__)
#define fail()                unit_fail(unit_here, "failed")
#define skip()                unit_skip()
#define print_message(...)    ((void)printf(__VA_ARGS__))
#define unit_true(what, text) ((what) ? (void)0 : unit_fail(unit_here, "%s", text))
#define assert_true(what)     unit_true(what, #what)
#define assert_false(what)    unit_true(!(what), "!(" #what ")")
#define assert_null(what)     unit_true((what) == NULL, #what " is NULL")
#define assert_non_null(what) unit_true((what) != NULL, #what " is not NULL")
#define assert_ptr_equal(a, b) \
	unit_true((const void *)(a) == (const void *)(b), #a " == " #b)

#define assert_ptr_not_equal(a, b) \
	unit_true((const void *)(a) != (const void *)(b), #a " != " #b)

void unit_equal(struct unit_place place, uintmax_t a, uintmax_t b, int equal);
void unit_same_text(struct unit_place place, const char *a, const char *b);

#define assert_int_equal(a, b)     unit_equal(unit_here, (uintmax_t)(a), (uintmax_t)(b), 1)
#define assert_int_not_equal(a, b) unit_equal(unit_here, (uintmax_t)(a), (uintmax_t)(b), 0)
#define assert_string_equal(a, b)  unit_same_text(unit_here, a, b)
#define assert_memory_equal(a, b, size) \
	unit_true(memcmp(a, b, size) == 0, #a " and " #b " have the same bytes")
#define assert_in_range(value, min, max)                          \
	unit_true((uintmax_t)(value) >= (uintmax_t)(min) &&       \
			  (uintmax_t)(value) <= (uintmax_t)(max), \
		  #value " is from " #min " to " #max)

#endif
