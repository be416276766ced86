/* tests/unit/skip.h - skips a test and says why.
 *
 * Layer: tests/unit. Include it after <cmocka.h>. */
#ifndef TESTS_UNIT_SKIP_H
#define TESTS_UNIT_SKIP_H

/* Ends the test. tests/run.sh prints the reason. */
static inline void skip_because(const char *why)
{
	print_message("# skip: %s\n", why);
	skip();
}

#endif
