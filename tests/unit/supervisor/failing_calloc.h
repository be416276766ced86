/* tests/unit/supervisor/failing_calloc.h - replaces calloc() with one that fails on
 * request.
 *
 * The sanitizers have their own calloc(); CALLOC_CAN_FAIL is then 0.
 *
 * Layer: the tests of supervisor/. */
#ifndef TESTS_UNIT_SUPERVISOR_FAILING_CALLOC_H
#define TESTS_UNIT_SUPERVISOR_FAILING_CALLOC_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Allocations before the one that fails; -1: none fails. */
static long calls_left __attribute__((unused)) = -1;
/* Blocks that calloc() returned; a test may subtract those of free(). */
static long taken __attribute__((unused));

#ifdef __SANITIZE_ADDRESS__
#define CALLOC_CAN_FAIL 0
#else
#define CALLOC_CAN_FAIL 1

/* A volatile pointer, because a compiler turns malloc() and memset() into calloc(). */
static void *(*volatile take)(size_t) = malloc;

void *calloc(size_t count, size_t size) /* replaces libc's calloc() */
{
	void *block = NULL;

	if (calls_left != 0 && (size == 0 || count <= SIZE_MAX / size))
		block = take(count * size);
	calls_left -= calls_left >= 0;
	taken += block != NULL;
	return block != NULL ? memset(block, 0, count * size) : NULL;
}
#endif

#endif
